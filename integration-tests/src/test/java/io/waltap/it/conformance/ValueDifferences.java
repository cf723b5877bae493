/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.conformance.Difference.Part;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Single values that are wrong in Debezium's records. Waltap's values are compared with the
 * database, or with Debezium's values where those are right.
 */
final class ValueDifferences {
  private static final Pattern NEGATIVE_SCALE = Pattern.compile("numeric\\((\\d+),-(\\d+)\\)");
  private static final Pattern TIMESTAMP =
      Pattern.compile("(\\d+)(-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)(?:\\.\\d+)?( BC)?");
  private static final Pattern TIME = Pattern.compile("time(\\(\\d\\))? with(out)? time zone");
  private static final Pattern ZONE_WITH_SECONDS =
      Pattern.compile("\\d\\d:.*[+-]\\d\\d:\\d\\d:\\d\\d");
  private static final String MESSAGE = "LogicalDecodingMessageId@";

  /** Beyond this value, a double cannot represent every whole number. */
  private static final long EXACT_DOUBLES = 1L << 53;

  private ValueDifferences() {}

  /** A {@code name}, which Debezium streams as null. */
  static boolean nameInStream(Difference difference, Scene scene) {
    return scene.type(difference).equals("name")
        && !difference.isSnapshot()
        && difference.isInColumn()
        && difference.debezium().isNull()
        && difference.waltap().isTextual()
        && difference.waltap().equals(scene.stored(difference));
  }

  /**
   * A date before Christ or an infinite date in the snapshot. Waltap has what Debezium streams for
   * the same date.
   */
  static boolean dateExtremes(Difference difference, Scene scene) {
    String stored = scene.stored(difference).asText();
    return scene.type(difference).equals("date")
        && difference.isSnapshot()
        && (stored.endsWith("infinity") || stored.endsWith(" BC"))
        && scene
            .debeziumsValues("date", stored, Predicate.not(Captured::isSnapshot))
            .contains(scene.ours(difference));
  }

  /**
   * A timestamp that does not fit into 64 bits of its unit. Waltap has the end of the range on that
   * side.
   */
  static boolean timestampRange(Difference difference, Scene scene) {
    Matcher stored = TIMESTAMP.matcher(scene.stored(difference).asText());
    if (!scene.type(difference).startsWith("timestamp")
        || !difference.isInColumn()
        || !difference.waltap().isIntegralNumber()
        || !stored.matches()) {
      return false;
    }
    int year = Integer.parseInt(stored.group(1));
    boolean beforeChrist = stored.group(3) != null;
    // all but the year is the same in any leap year
    long seconds =
        LocalDateTime.parse("2000" + stored.group(2))
            .withYear(beforeChrist ? 1 - year : year)
            .toEpochSecond(ZoneOffset.UTC);
    boolean nanoseconds = scene.scenario().has("time.precision.mode", "nanoseconds");
    long limit = Long.MAX_VALUE / (nanoseconds ? 1_000_000_000 : 1_000_000);
    long end = seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    return Math.abs(seconds) > limit && difference.waltap().asLong() == end;
  }

  /** A numeric with a negative scale. Waltap has the same number, with as many digits as it has. */
  static boolean negativeScale(Difference difference, Scene scene) {
    Matcher type = NEGATIVE_SCALE.matcher(scene.type(difference));
    if (!type.matches()) {
      return false;
    }
    int zeros = Integer.parseInt(type.group(2));
    int theirScale = 2048 - zeros;
    if (difference.isInColumn("@parameters", "scale")) {
      return difference.debezium().asText().equals(Integer.toString(theirScale))
          && difference.waltap().asText().equals("0");
    }
    if (difference.isInColumn("@parameters", "connect.decimal.precision")) {
      int digits = Integer.parseInt(type.group(1));
      return difference.debezium().asText().equals(type.group(1))
          && difference.waltap().asText().equals(Integer.toString(digits + zeros));
    }
    return difference.isAfter()
        && difference.isInColumn()
        && !scene.scenario().has("decimal.handling.mode", "string")
        && difference.debezium().isTextual()
        && difference.waltap().isTextual()
        && decimal(difference.debezium(), theirScale).compareTo(decimal(difference.waltap(), 0))
            == 0;
  }

  /** 24:00, which is 00:00 for Debezium. */
  static boolean endOfDay(Difference difference, Scene scene) {
    return TIME.matcher(scene.type(difference)).matches()
        && difference.isInColumn()
        && scene.stored(difference).asText().startsWith("24:00:00")
        && difference.debezium().asText().startsWith("00:00:00")
        && difference.waltap().asText().startsWith("24:00:00");
  }

  /**
   * A time whose zone has seconds, which is null for Debezium. Waltap has the same time of day in
   * UTC.
   */
  static boolean zoneSeconds(Difference difference, Scene scene) {
    String stored = scene.stored(difference).asText();
    return scene.type(difference).startsWith("time")
        && difference.isInColumn()
        && ZONE_WITH_SECONDS.matcher(stored).matches()
        && difference.debezium().isNull()
        && difference.waltap().isTextual()
        && OffsetTime.parse(stored)
            .withOffsetSameInstant(ZoneOffset.UTC)
            .equals(OffsetTime.parse(difference.waltap().asText()));
  }

  /**
   * Labels of an enum, or of an array's elements. Debezium's labels are older than Waltap's, and
   * Waltap's are those of a time up to the change.
   */
  static boolean enumLabels(Difference difference, Scene scene) {
    if (!difference.isInColumn("@parameters", "allowed")
        && !difference.isInColumn("[]", "@parameters", "allowed")) {
      return false;
    }
    List<String> labels =
        scene.history().upTo(difference.lsn()).stream()
            .map(facts -> facts.table(difference.table()).column(difference.column()).labels())
            .toList();
    int theirs = labels.indexOf(difference.debezium().asText());
    return theirs >= 0 && theirs < labels.lastIndexOf(difference.waltap().asText());
  }

  /** An interval whose microseconds a double rounds. The difference is at most the rounding. */
  static boolean intervalPrecision(Difference difference, Scene scene) {
    long theirs = difference.debezium().asLong();
    long ours = difference.waltap().asLong();
    return scene.type(difference).equals("interval")
        && difference.isAfter()
        && difference.isInColumn()
        && difference.debezium().isIntegralNumber()
        && difference.waltap().isIntegralNumber()
        && Math.abs(ours) > EXACT_DOUBLES
        && Math.abs(theirs - ours) <= 2 * Math.ulp((double) ours);
  }

  /** The OID of an object for which Debezium has the name. */
  static boolean regTypes(Difference difference, Scene scene) {
    if (!scene.type(difference).startsWith("reg")
        || !difference.isAfter()
        || !difference.isInColumn()
        || !difference.debezium().isTextual()) {
      return false;
    }
    JsonNode row = scene.table(difference).row(difference.waltapRecord().key());
    return text(difference.debezium()).equals(scene.stored(difference).asText())
        && text(difference.waltap()).equals(row.path(difference.column() + "::oid").asText());
  }

  /**
   * In the count of a transaction's events, Debezium names the collection of messages by a Java
   * object. Waltap's name is empty.
   */
  static boolean messageCollection(Difference difference) {
    List<String> path = difference.path();
    return difference.part() == Part.VALUE
        && path.size() == 3
        && path.get(0).equals("data_collections")
        && path.get(2).equals("data_collection")
        && difference.debezium().asText().contains(MESSAGE)
        && difference.waltap().isTextual()
        && difference.waltap().asText().isEmpty();
  }

  private static BigDecimal decimal(JsonNode base64, int scale) {
    return new BigDecimal(new BigInteger(Base64.getDecoder().decode(base64.asText())), scale);
  }

  /** Returns the bytes as a text; empty for anything else. */
  private static String text(JsonNode base64) {
    return base64.isTextual()
        ? new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8)
        : "";
  }
}
