/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import io.waltap.it.landing.TypeMatrix.Column;
import io.waltap.it.landing.TypeMatrix.Sample;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The way of each PostgreSQL type into a mirror table, and what of it cannot be held there. */
final class MirrorTypesIT {
  private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+)(?:,\\d+)?\\).*");

  /** Columns whose values have another form in the table, which the matrix says. */
  private static final Set<String> OTHER_FORM = Set.of("bit5", "vb", "tiz", "iv");

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  /** All else is as PostgreSQL has it. */
  private static final List<String> WHAT_CANNOT_BE_HELD =
      List.of(
          "nnan numeric(10,2): NaN lands as null",
          "ninf numeric: NaN lands as null",
          "ninf numeric: -Infinity lands as null",
          "ninf numeric: Infinity lands as null",
          "tsinf timestamp: -infinity lands as null",
          "tsinf timestamp: infinity lands as null",
          "tsend timestamp: 294276-12-31 23:59:59.999999 lands as null",
          "tzinf timestamptz: -infinity lands as null",
          "tzinf timestamptz: infinity lands as null",
          "dinf date: -infinity lands as null",
          "dinf date: infinity lands as null",
          "ti time: 24:00:00 lands as 23:59:59.999999");

  // Guards against: times that land as numbers or in another zone; digits that are lost; an extreme
  // value that stops the table; a row of the snapshot, an insert or an update that lands
  // differently from the others.
  @Test
  void eachTypeLandsExactlyAndEachValueIsThatOfPostgres() {
    TypeMatrix matrix = TypeMatrix.read();
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror-types")) {
      database.execute(
          "CREATE EXTENSION citext",
          "CREATE EXTENSION hstore",
          "CREATE EXTENSION ltree",
          "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
          "CREATE DOMAIN posint AS integer CHECK (value > 0)",
          matrix.create("types"),
          matrix.insert("types", 1, Column::ordinary));
      ConnectorConfig config = MirrorPipeline.source(database).with("hstore.handling.mode", "map");
      try (Connector source = Servers.connect().create(database, config);
          MirrorPipeline mirror =
              MirrorPipeline.start(database, lake, Servers.connect(), Map.of())) {
        source.awaitStreaming();
        database.execute(
            matrix.insert("types", 2, Column::low),
            matrix.insert("types", 3, Column::high),
            matrix.insert("types", 4, unused -> Sample.NULL),
            matrix.insert("types", 5, Column::ordinary));
        awaitRows(mirror, database);

        assertThat(types(lake)).isEqualTo(exactTypes(matrix));
        assertRow(matrix, lake, 1, Column::ordinary);
        assertRow(matrix, lake, 2, Column::low);
        assertRow(matrix, lake, 3, Column::high);
        assertRow(matrix, lake, 4, unused -> Sample.NULL);
        assertRow(matrix, lake, 5, Column::ordinary);
        assertThat(differencesFromPostgres(matrix, database, lake))
            .containsExactlyInAnyOrderElementsOf(WHAT_CANNOT_BE_HELD);

        database.execute(
            matrix.update("types", 1, Column::high),
            matrix.update("types", 3, unused -> Sample.NULL),
            matrix.update("types", 4, Column::low),
            "DELETE FROM types WHERE pk = 2",
            matrix.insert("types", 6, Column::ordinary));
        awaitRows(mirror, database);
        assertRow(matrix, lake, 1, Column::high);
        assertRow(matrix, lake, 3, unused -> Sample.NULL);
        assertRow(matrix, lake, 4, Column::low);
        assertThat(differencesFromPostgres(matrix, database, lake))
            .containsExactlyInAnyOrderElementsOf(WHAT_CANNOT_BE_HELD);
      }
    }
  }

  // Guards against: an option that has no effect on the tables.
  @Test
  void theOptionsSayHowOtherwiseAValueLandsThatIcebergCannotHold() {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror-type-options")) {
      database.execute(
          "CREATE TABLE types (pk int PRIMARY KEY, ti time, u uuid, n numeric, d date,"
              + " early timestamp, late timestamptz)",
          "INSERT INTO types VALUES (1, '24:00:00', '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11', 1.25,"
              + " 'infinity', '-infinity', 'infinity')");
      Map<String, String> options =
          Map.of(
              "mirror.time.as", "string",
              "mirror.uuid.as", "string",
              "mirror.numeric.unbounded.as", "double",
              "mirror.infinity.as", "bound");
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(database, lake, Servers.connect(), options)) {
        source.awaitStreaming();
        awaitRows(mirror, database);
      }

      assertThat(types(lake))
          .isEqualTo(
              Map.of(
                  "pk", "int",
                  "ti", "string",
                  "u", "string",
                  "n", "double",
                  "d", "date",
                  "early", "timestamp",
                  "late", "timestamptz"));
      Map<String, String> shown = new HashMap<>();
      row(lake, 1).forEach((name, value) -> shown.put(name, Shown.value(value)));
      assertThat(shown)
          .isEqualTo(
              Map.of(
                  "pk", "1",
                  "ti", "\"24:00:00\"",
                  "u", "\"9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11\"",
                  "n", "1.25",
                  "d", "9999-12-31",
                  "early", "0001-01-01T00:00",
                  "late", "9999-12-31T23:59:59.999999Z"));
    }
  }

  // Guards against: documentation of a limit that is gone. Kafka's JsonConverter writes these
  // values as text and reads 0 from it.
  @Test
  void floatsThatAreNoNumbersAreZeroAfterTheJsonConverter() {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror-floats")) {
      database.execute(
          "CREATE TABLE types (pk int PRIMARY KEY, r real, d double precision)",
          "INSERT INTO types VALUES (1, 'NaN', 'Infinity'), (2, '-Infinity', 'NaN')");
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(database, lake, Servers.connect(), Map.of())) {
        source.awaitStreaming();
        awaitRows(mirror, database);

        assertThat(mirror.rows("types", List.of("pk", "r", "d")))
            .containsExactly(List.of("1", "0.0", "0.0"), List.of("2", "0.0", "0.0"));
      }
    }
  }

  // Guards against: a NULL that becomes the column's default in a converter.
  @Test
  void aNullStaysNullInAColumnWithADefault() {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror-defaults")) {
      database.execute(
          "CREATE TABLE types (pk int PRIMARY KEY, n int DEFAULT 7, t text DEFAULT 'seven')",
          "INSERT INTO types VALUES (1, NULL, NULL)");
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(database, lake, Servers.connect(), Map.of())) {
        source.awaitStreaming();
        database.execute(
            "INSERT INTO types VALUES (2, NULL, NULL)", "INSERT INTO types VALUES (3)");
        awaitRows(mirror, database);

        assertThat(mirror.rows("types", List.of("pk", "n", "t")))
            .containsExactly(
                List.of("1", "null", "null"),
                List.of("2", "null", "null"),
                List.of("3", "7", "seven"));
      }
    }
  }

  /** A later change of the topic is in the table only if all before it are. */
  private static void awaitRows(MirrorPipeline mirror, TestDatabase database) {
    mirror.awaitEqual(database, "types", List.of("pk"), "SELECT pk FROM types");
  }

  private static Map<String, String> types(Lake lake) {
    Map<String, String> types = new LinkedHashMap<>();
    lake.columns("types").forEach((name, type) -> types.put(name, Shown.type(type)));
    return types;
  }

  private static Map<String, Object> row(Lake lake, int pk) {
    return lake.reader().rows(Lake.NAMESPACE, "types").stream()
        .filter(row -> row.get("pk").equals(pk))
        .findFirst()
        .orElseThrow();
  }

  private static void assertRow(
      TypeMatrix matrix, Lake lake, int pk, Function<Column, Sample> sample) {
    Function<Column, Sample> exact =
        column -> new Sample(sample.apply(column).sql(), exactValue(column, sample.apply(column)));
    assertThat(matrix.differences(row(lake, pk), exact)).as("row %d", pk).isEmpty();
  }

  /** Times without zone have none here; the change log's Connect types cannot say so. */
  private static String exactValue(Column column, Sample sample) {
    return isWithoutZone(column) ? sample.landed().replace("Z", "") : sample.landed();
  }

  private static boolean isWithoutZone(Column column) {
    String type = column.postgresType();
    return type.startsWith("timestamp") && !type.startsWith("timestamptz");
  }

  /** The same types, with the precision that is declared, and without zone where there is none. */
  private static Map<String, String> exactTypes(TypeMatrix matrix) {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("pk", "int");
    for (Column column : matrix.columns()) {
      String type = column.icebergType();
      if (isWithoutZone(column)) {
        type = type.replace("timestamptz", "timestamp");
      }
      Matcher declared = NUMERIC.matcher(column.postgresType());
      if (declared.matches()) {
        type = type.replace("decimal(38,", "decimal(" + declared.group(1) + ",");
      }
      types.put(column.name(), type);
    }
    return types;
  }

  /** A sentence for each value of a simple type that is not the one that the server selects. */
  private static Set<String> differencesFromPostgres(
      TypeMatrix matrix, TestDatabase database, Lake lake) {
    List<Map<String, Object>> rows =
        lake.reader().rows(Lake.NAMESPACE, "types").stream()
            .sorted(Comparator.comparingInt(row -> (Integer) row.get("pk")))
            .toList();
    Set<String> differences = new TreeSet<>();
    for (Column column : matrix.columns()) {
      boolean isNested = column.icebergType().contains("<");
      if (isNested || OTHER_FORM.contains(column.name())) {
        continue;
      }
      List<String> selected = database.texts("SELECT " + column.name() + " FROM types ORDER BY pk");
      assertThat(selected).hasSameSizeAs(rows);
      for (int i = 0; i < rows.size(); i++) {
        Object landed = rows.get(i).get(column.name());
        if (!isSame(column, selected.get(i), landed)) {
          differences.add(
              "%s %s: %s lands as %s"
                  .formatted(
                      column.name(),
                      column.postgresType(),
                      selected.get(i),
                      landed == null ? "null" : asPostgresWrites(landed)));
        }
      }
    }
    return differences;
  }

  private static boolean isSame(Column column, String selected, Object landed) {
    if (selected == null || landed == null) {
      return selected == null && landed == null;
    }
    if (landed instanceof Boolean bool) {
      return selected.equals(bool ? "t" : "f") || selected.equals(bool ? "1" : "0");
    }
    if (landed instanceof Float number) {
      return number.equals(Float.valueOf(selected));
    }
    if (landed instanceof Double number) {
      return number.equals(Double.valueOf(selected));
    }
    if (landed instanceof BigDecimal number) {
      // money has a sign of its currency, and commas
      return number.compareTo(new BigDecimal(selected.replaceAll("[$,]", ""))) == 0;
    }
    if (column.postgresType().startsWith("numeric")) {
      return new BigDecimal(landed.toString()).compareTo(new BigDecimal(selected)) == 0;
    }
    return asPostgresWrites(landed).equals(selected);
  }

  private static String asPostgresWrites(Object value) {
    if (value instanceof byte[]) {
      return Shown.value(value);
    }
    if (value instanceof LocalDate date) {
      return day(date) + era(date);
    }
    if (value instanceof LocalTime time) {
      return TIME.format(time);
    }
    if (value instanceof LocalDateTime moment) {
      return day(moment.toLocalDate()) + " " + TIME.format(moment) + era(moment.toLocalDate());
    }
    if (value instanceof OffsetDateTime moment) {
      LocalDateTime utc = moment.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
      return day(utc.toLocalDate()) + " " + TIME.format(utc) + "+00" + era(utc.toLocalDate());
    }
    return value.toString();
  }

  private static String day(LocalDate date) {
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    return String.format(
        Locale.ROOT, "%04d-%02d-%02d", year, date.getMonthValue(), date.getDayOfMonth());
  }

  private static String era(LocalDate date) {
    return date.getYear() > 0 ? "" : " BC";
  }
}
