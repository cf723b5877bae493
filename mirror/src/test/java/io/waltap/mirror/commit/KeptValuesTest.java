/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.KeyCodec;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.locate.Locators;
import io.waltap.mirror.schema.RowShape;
import io.waltap.mirror.schema.SchemaFollower;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rows that do not change keep their values while the schema changes, whether their file stays or
 * is written again.
 *
 * <p>Guards against: values that are lost or altered when a row is read and written again.
 */
class KeptValuesTest {
  private static final List<RowShape.Column> SAME =
      List.of(
          column("flag", Types.BooleanType.get()),
          column("text", Types.StringType.get()),
          column("bytes", Types.BinaryType.get()),
          column("uuid", Types.UUIDType.get()),
          column("day", Types.DateType.get()),
          column("time", Types.TimeType.get()),
          column("local", Types.TimestampType.withoutZone()),
          column("moment", Types.TimestampType.withZone()),
          column("tags", Types.ListType.ofOptional(1, Types.StringType.get())),
          column(
              "pairs",
              Types.MapType.ofOptional(1, 2, Types.StringType.get(), Types.IntegerType.get())),
          column(
              "place",
              Types.StructType.of(
                  Types.NestedField.optional(1, "x", Types.IntegerType.get()),
                  Types.NestedField.optional(2, "name", Types.StringType.get()))));

  private static final RowShape NARROW =
      shape(
          column("id", Types.IntegerType.get()),
          column("region", Types.IntegerType.get()),
          column("ratio", Types.FloatType.get()),
          column("amount", Types.DecimalType.of(9, 2)),
          column("gone", Types.StringType.get()));

  private static final RowShape WIDE =
      shape(
          column("id", Types.LongType.get()),
          column("region", Types.LongType.get()),
          column("ratio", Types.DoubleType.get()),
          column("amount", Types.DecimalType.of(20, 2)),
          column("later", Types.StringType.get()));

  private final Catalog catalog = TestCatalog.inMemory();
  private final Notes notes = new Notes();
  private final Locators locators = new Locators(Indexes.both());
  private TableCommitter committer;

  @AfterEach
  void close() {
    locators.close();
  }

  private static RowShape.Column column(String name, Type type) {
    return new RowShape.Column(name, type);
  }

  private static RowShape shape(RowShape.Column... own) {
    List<RowShape.Column> columns = new ArrayList<>(List.of(own));
    columns.addAll(SAME);
    return new RowShape(columns, new int[] {0});
  }

  @ParameterizedTest
  @EnumSource
  void ofATableWithoutPartitions(Deleting deleting) {
    keepTheirValues(deleting, PartitionSpec.unpartitioned());
  }

  // Guards against: a commit that always fails, because a column of the partitions was widened.
  @ParameterizedTest
  @EnumSource
  void ofATableWhosePartitionColumnIsWidened(Deleting deleting) {
    Schema schema = SchemaFollower.create(NARROW);
    keepTheirValues(deleting, PartitionSpec.builderFor(schema).identity("region").build());
  }

  private void keepTheirValues(Deleting deleting, PartitionSpec spec) {
    create(deleting, spec);
    commit(
        put(NARROW, 1, 10, 0.5f, new BigDecimal("1234567.89"), "x"),
        put(NARROW, 2, 10, 0.25f, new BigDecimal("-0.01"), "y"),
        put(NARROW, 3, null, null, null, null));
    Map<Object, Map<String, Object>> before = rows();
    commit(
        put(WIDE, 2L, 10L, 1.1d, new BigDecimal("123456789012345678.90"), "new"),
        put(WIDE, 4L, 10L, null, null, "new"));
    commit(put(WIDE, 4L, 11L, null, null, "newer"));
    Map<Object, Map<String, Object>> after = rows();

    assertThat(after).containsOnlyKeys(1L, 2L, 3L, 4L);
    assertThat(after.get(1L))
        .containsEntry("region", 10L)
        .containsEntry("ratio", 0.5d)
        .containsEntry("amount", new BigDecimal("1234567.89"))
        .containsEntry("later", null)
        .doesNotContainKey("gone");
    assertThat(after.get(3L)).containsEntry("region", null).containsEntry("amount", null);
    assertThat(after.get(2L)).containsEntry("amount", new BigDecimal("123456789012345678.90"));
    assertThat(after.get(4L)).containsEntry("region", 11L).containsEntry("later", "newer");
    for (RowShape.Column same : SAME) {
      assertThat(after.get(1L).get(same.name()))
          .as(same.name())
          .isNotNull()
          .isEqualTo(before.get(1).get(same.name()));
    }
    assertThat((List<?>) after.get(1L).get("tags")).isEqualTo(Arrays.asList("one", null));
    assertThat((Map<?, ?>) after.get(1L).get("pairs")).isEqualTo(Map.of("k1", 1));
  }

  private void create(Deleting deleting, PartitionSpec spec) {
    ((SupportsNamespaces) catalog).createNamespace(Notes.NAME.namespace());
    MirrorState state = MirrorState.created("mirror", Notes.TOPIC, NARROW.keyNames());
    Table table =
        catalog.createTable(
            Notes.NAME,
            SchemaFollower.create(NARROW),
            spec,
            Map.of(
                "format-version",
                Integer.toString(deleting.policy().formatVersion()),
                MirrorState.PROPERTY,
                state.json()));
    committer = new TableCommitter(table, state, "mirror", deleting.policy(), locators);
  }

  /** A row whose other columns have values that belong to its key. */
  private RowChange put(RowShape shape, Object... own) {
    int id = ((Number) own[0]).intValue();
    List<Object> values = new ArrayList<>(Arrays.asList(own));
    values.addAll(
        Arrays.asList(
            id % 2 == 0,
            "text " + id,
            ByteBuffer.wrap(("bytes " + id).getBytes(StandardCharsets.UTF_8)),
            new UUID(7, id),
            LocalDate.of(2026, 9, id),
            LocalTime.of(id, 2, 3, 4000),
            LocalDateTime.of(2026, 9, id, 1, 2, 3, 4000),
            OffsetDateTime.of(2026, 9, id, 1, 2, 3, 4000, ZoneOffset.UTC),
            Arrays.asList("one", null),
            Map.of("k" + id, id),
            new Object[] {id, "place " + id}));
    Object[] row = values.toArray();
    Key key = new KeyCodec(shape.keyTypes()).encode(shape.key(row));
    return notes.put(shape, key, row);
  }

  private void commit(RowChange... changes) {
    assertThat(committer.commit(Notes.batch(changes))).isTrue();
  }

  private Map<Object, Map<String, Object>> rows() {
    Map<Object, Map<String, Object>> rows = new HashMap<>();
    for (Map<String, Object> row : TestCatalog.rows(catalog, Notes.NAME)) {
      assertThat(rows.put(row.get("id"), row)).as("one row of %s", row).isNull();
    }
    return rows;
  }
}
