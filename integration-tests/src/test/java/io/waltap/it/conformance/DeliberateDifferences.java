/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.conformance.Difference.Part;
import java.util.List;

/**
 * Where Waltap does otherwise than Debezium 3.7 on purpose, since Debezium loses, invents or repeats something there. Each is tied to
 * what brings it about; docs/differences-from-debezium.md lists the same ids for users.
 */
final class DeliberateDifferences {
  private static final String SNAPSHOT = "r";

  static final List<Explanation> ALL =
      List.of(
          new Explanation(
              "unchanged-toast",
              "Debezium sends null for an unchanged TOASTed value of most types; we send the"
                  + " placeholder wherever the type can hold it, and name the column in a header.",
              "A value that was not sent can be told from NULL.",
              (difference, scene) ->
                  difference.part() == Part.VALUE
                      && difference.column() != null
                      && difference.debezium().isNull()
                      && difference.waltapRecord().isUnavailable(difference.column())),
          new Explanation(
              "unchanged-toast-not-null",
              "Debezium's task fails for good on an unchanged TOASTed value of most types if the"
                  + " column is NOT NULL; we go on.",
              "An update of another column does not stop the connector.",
              (difference, scene) ->
                  scene.scenario().debeziumFails()
                      && difference.part() == Part.RECORD
                      && difference.debeziumRecord() == null),
          new Explanation(
              "identity-index-key",
              "With REPLICA IDENTITY USING INDEX and an index without the primary key, Debezium's"
                  + " deletes have the key {id=0}; our key is the index's columns throughout.",
              "Deletes remove the right row.",
              (difference, scene) ->
                  scene.table(difference).foreignIdentity()
                      && (isKey(difference)
                          || difference.part() == Part.HEADERS
                          || difference.part() == Part.HEADER_SCHEMA)),
          new Explanation(
              "name-in-stream",
              "Debezium streams null for columns of type name.",
              "The value arrives.",
              (difference, scene) ->
                  scene.type(difference).equals("name")
                      && !difference.op().equals(SNAPSHOT)
                      && difference.part() == Part.VALUE
                      && difference.debezium().isNull()),
          new Explanation(
              "generated-columns",
              "Debezium has generated columns in the snapshot and not in the stream; we leave out"
                  + " of the snapshot what the server does not stream.",
              "One schema per table, not one that changes when streaming begins.",
              (difference, scene) ->
                  scene.column(difference).generated()
                      && difference.op().equals(SNAPSHOT)
                      && difference.waltap().isMissingNode()),
          new Explanation(
              "date-extremes",
              "Dates before Christ and infinite ones are other days in Debezium's snapshot than in"
                  + " its stream; ours are the stream's in both.",
              "One value for one fact.",
              (difference, scene) ->
                  scene.type(difference).matches("date(\\[])?")
                      && difference.op().equals(SNAPSHOT)
                      && difference.part() == Part.VALUE),
          new Explanation(
              "timestamp-range",
              "Timestamps beyond what the unit can hold wrap around in Debezium; ours stay at the"
                  + " end of the range.",
              "A far future does not become a far past.",
              (difference, scene) ->
                  scene.type(difference).startsWith("timestamp")
                      && difference.part() == Part.VALUE
                      && isEndOfRange(difference.waltap())),
          new Explanation(
              "array-dimensions",
              "Debezium sends a null for each row of a multi-dimensional array; we send its"
                  + " elements in row-major order.",
              "The elements arrive.",
              (difference, scene) ->
                  scene.column(difference).isArray()
                      && difference.part() == Part.VALUE
                      && (isAllNull(difference.debezium())
                          || difference.debezium().toString().contains("[Ljava.lang.")
                          || difference.path().size() > 2 && difference.debezium().isNull())),
          new Explanation(
              "bit-arrays",
              "Debezium gives bit(n)[] the schema of a single bit string and the value null; ours"
                  + " is an array.",
              "The elements arrive.",
              (difference, scene) -> scene.type(difference).matches("bit(\\(\\d+\\))?\\[]")),
          new Explanation(
              "negative-scale",
              "Debezium takes the negative scale of numeric(p,-s) for a scale of about 2046; ours"
                  + " has scale 0.",
              "The value has as many digits as the number.",
              (difference, scene) ->
                  scene.type(difference).matches("numeric\\(\\d+,-\\d+\\)(\\[])?")),
          new Explanation(
              "end-of-day",
              "In some time.precision.modes Debezium turns the time 24:00 into 00:00 or null; we"
                  + " keep it.",
              "The value arrives.",
              (difference, scene) ->
                  scene.type(difference).matches("time(\\(\\d\\))? with(out)? time zone(\\[])?")
                      && difference.part() == Part.VALUE
                      && isMidnightOrNull(difference.debezium())),
          new Explanation(
              "partitions-once",
              "Without publish.via.partition.root Debezium's snapshot reads a partitioned table and"
                  + " then its partitions; we read the partitions, to whose topics the stream goes.",
              "No row twice, and none on a topic that never sees its updates.",
              (difference, scene) ->
                  difference.op().equals(SNAPSHOT)
                      && (isOnlyDebeziums(difference) && scene.facts().anyPartitioned()
                          || difference.isValue("source", "snapshot")
                              && scene.facts().anyPartitioned())),
          new Explanation(
              "array-element-types",
              "Debezium leaves out arrays of many types whose single values it knows (interval,"
                  + " money, point, xml, varbit, name, domains ...); we emit them.",
              "The columns arrive.",
              (difference, scene) ->
                  scene.column(difference).isArray()
                      && (difference.debezium().isMissingNode()
                          || scene.column(difference).domains())),
          new Explanation(
              "array-elements-optional",
              "Debezium's elements of enum arrays and arrays of unknown types are required, so a"
                  + " NULL element stops its task; ours are optional, as in all other arrays.",
              "A NULL element arrives.",
              (difference, scene) ->
                  scene.column(difference).isArray()
                      && (difference.path().contains("[]")
                              && difference.path().contains("@optional")
                              && difference.waltap().asBoolean()
                          || difference.part() == Part.VALUE
                              && difference.debezium().isNull()
                              && holdsNull(difference.waltap()))),
          new Explanation(
              "enum-array-labels",
              "Debezium goes on with the labels that it first saw for the elements of an enum"
                  + " array; ours are those of the type.",
              "The schema allows the labels that occur.",
              (difference, scene) ->
                  scene.column(difference).isArray() && difference.path().contains("allowed")),
          new Explanation(
              "array-special-numbers",
              "Debezium sends null for a numeric array that holds NaN or an infinity; we send the"
                  + " array, with what decimal.handling.mode says for such an element.",
              "The other elements arrive.",
              (difference, scene) ->
                  scene.type(difference).startsWith("numeric")
                      && scene.column(difference).isArray()
                      && difference.part() == Part.VALUE
                      && difference.debezium().isNull()),
          new Explanation(
              "array-times",
              "In arrays Debezium cuts times to milliseconds, and takes an infinite timestamp with"
                  + " time zone for the year 292269055; ours are as the single values are.",
              "Microseconds and infinity arrive.",
              (difference, scene) ->
                  scene
                          .type(difference)
                          .matches("time(stamp)?(\\(\\d\\))? with(out)? time zone\\[]")
                      && difference.part() == Part.VALUE),
          new Explanation(
              "excluded-key-column",
              "Debezium's key of a column that column.exclude.list leaves out is 0 in the snapshot,"
                  + " and optional in the stream; ours has the value, and is required.",
              "Records have their key.",
              (difference, scene) ->
                  scene.scenario().properties().containsKey("column.exclude.list")
                      && (isKey(difference) || difference.part() == Part.RECORD)),
          new Explanation(
              "catalog-ahead",
              "Debezium takes keys, constraints and defaults from the catalog as it is when it"
                  + " decodes, which after DDL is that of a later time; ours come from the stream as"
                  + " far as it has them, and are left out where the catalog has moved on.",
              "No key and no constraint of another time.",
              (difference, scene) ->
                  scene.scenario().changesTables()
                      && !difference.op().equals(SNAPSHOT)
                      && (isKey(difference)
                          || difference.part() == Part.RECORD
                          || difference.path().contains("@default")
                          || difference.path().contains("@optional")
                          || difference.path().contains("allowed"))),
          new Explanation(
              "default-expression",
              "Debezium makes up a default for some expressions on columns that may be null: 0 for"
                  + " CURRENT_DATE, the text CURRENT_USER for current_user; we have none.",
              "No default that PostgreSQL does not have.",
              (difference, scene) ->
                  difference.path().contains("@default") && difference.waltap().isMissingNode()),
          new Explanation(
              "schema-comments",
              "Debezium's PostgreSQL connector has no comments in its schemas, whatever"
                  + " include.schema.comments says; ours have.",
              "The comments that were asked for.",
              (difference, scene) -> difference.path().contains("@doc")),
          new Explanation(
              "interval-precision",
              "Debezium works out the microseconds of an interval in floating point, which rounds"
                  + " those of more than 285 years; ours are exact.",
              "The value.",
              (difference, scene) ->
                  scene.type(difference).equals("interval")
                      && difference.part() == Part.VALUE
                      && Math.abs(difference.debezium().asLong() - difference.waltap().asLong())
                          < 2000),
          new Explanation(
              "inheritance-once",
              "Debezium's snapshot of a table that others inherit from reads their rows too, and"
                  + " then again as theirs; ours reads each row once.",
              "No row twice, and none on a topic that never sees its updates.",
              (difference, scene) ->
                  scene.facts().anyInheritance()
                      && difference.op().equals(SNAPSHOT)
                      && (isOnlyDebeziums(difference) || difference.isValue("source", "snapshot"))),
          new Explanation(
              "reg-types",
              "With include.unknown.datatypes Debezium has the names of regclass and its like; the"
                  + " binary stream has their OIDs, and so have we.",
              "Nothing: a known limit.",
              (difference, scene) -> scene.type(difference).startsWith("reg")),
          new Explanation(
              "propagated-numeric",
              "For numeric without precision Debezium propagates length 0 and no scale in the"
                  + " snapshot, length 131089 and scale 0 in the stream; ours are 0 and 0 in both.",
              "One schema, not one that changes when streaming begins.",
              (difference, scene) ->
                  scene.type(difference).equals("numeric")
                      && difference.path().toString().contains("__debezium.source.column")),
          new Explanation(
              "publication-in-snapshot",
              "Debezium's snapshot ignores the publication's row filters and column lists, which"
                  + " hold for its stream; ours obeys them.",
              "What was not to leave the database does not, and the schema stays.",
              (difference, scene) ->
                  difference.op().equals(SNAPSHOT)
                      && (isOnlyDebeziums(difference) && scene.table(difference).rowFilter()
                          || difference.isValue("source", "snapshot")
                              && scene.facts().anyRowFilter()
                          || difference.waltap().isMissingNode()
                              && difference.column() != null
                              && scene.table(difference).columnList())),
          new Explanation(
              "message-collection",
              "In transaction metadata Debezium names the collection of logical messages by a Java"
                  + " object's identity, which is another at each message; ours is empty.",
              "Messages are counted together.",
              (difference, scene) ->
                  difference.part() == Part.VALUE
                      && difference.path().contains("data_collections")
                      && difference.debezium().toString().contains("LogicalDecodingMessageId@")));

  private DeliberateDifferences() {}

  private static boolean isKey(Difference difference) {
    return difference.part() == Part.KEY || difference.part() == Part.KEY_SCHEMA;
  }

  private static boolean isOnlyDebeziums(Difference difference) {
    return difference.part() == Part.RECORD && difference.waltapRecord() == null;
  }

  private static boolean isEndOfRange(JsonNode value) {
    return value.isIntegralNumber()
        && (value.asLong() == Long.MAX_VALUE || value.asLong() == Long.MIN_VALUE);
  }

  private static boolean isAllNull(JsonNode array) {
    for (JsonNode element : array) {
      if (!element.isNull()) {
        return false;
      }
    }
    return array.isArray() && !array.isEmpty();
  }

  private static boolean holdsNull(JsonNode array) {
    for (JsonNode element : array) {
      if (element.isNull()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMidnightOrNull(JsonNode value) {
    return value.isNull()
        || value.asText().startsWith("00:00:00")
        || value.isIntegralNumber() && value.asLong() == 0;
  }
}
