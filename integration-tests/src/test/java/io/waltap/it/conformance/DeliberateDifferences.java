/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import java.util.List;

/**
 * Where Waltap does otherwise than Debezium 3.7 on purpose, since Debezium loses, invents or
 * repeats something there. Each is tied to what brings it about, and to what ours has to be in its
 * place; docs/differences-from-debezium.md lists the same ids for users.
 */
final class DeliberateDifferences {
  static final List<Explanation> ALL =
      List.of(
          new Explanation(
              "unchanged-toast",
              "Debezium sends null for an unchanged TOASTed value of most types; we send the"
                  + " placeholder wherever the type can hold it, and name the column in a header.",
              "A value that was not sent can be told from NULL.",
              ToastDifferences::placeholder),
          new Explanation(
              "unchanged-toast-not-null",
              "Debezium's task fails for good on an unchanged TOASTed value of most types if the"
                  + " column is NOT NULL; we go on.",
              "An update of another column does not stop the connector.",
              ToastDifferences::notNull),
          new Explanation(
              "identity-index-key",
              "With REPLICA IDENTITY USING INDEX and an index without the primary key, Debezium's"
                  + " deletes have the key {id=0}; our key is the index's columns throughout.",
              "Deletes remove the right row.",
              KeyDifferences::identityIndex),
          new Explanation(
              "name-in-stream",
              "Debezium streams null for columns of type name.",
              "The value arrives.",
              ValueDifferences::nameInStream),
          new Explanation(
              "generated-columns",
              "Debezium has generated columns in the snapshot and not in the stream; we leave out"
                  + " of the snapshot what the server does not stream.",
              "One schema per table, not one that changes when streaming begins.",
              SchemaDifferences::generatedColumn),
          new Explanation(
              "date-extremes",
              "Dates before Christ and infinite ones are other days in Debezium's snapshot than in"
                  + " its stream; ours are the stream's in both.",
              "One value for one fact.",
              ValueDifferences::dateExtremes),
          new Explanation(
              "timestamp-range",
              "Timestamps beyond what the unit can hold wrap around in Debezium; ours stay at the"
                  + " end of the range.",
              "A far future does not become a far past.",
              ValueDifferences::timestampRange),
          new Explanation(
              "array-dimensions",
              "Debezium sends a null for each row of a multi-dimensional array; we send its"
                  + " elements in row-major order.",
              "The elements arrive.",
              ArrayDifferences::dimensions),
          new Explanation(
              "bit-arrays",
              "Debezium gives bit(n)[] the schema of a single bit string and the value null; ours"
                  + " is an array.",
              "The elements arrive.",
              ArrayDifferences::bits),
          new Explanation(
              "negative-scale",
              "Debezium takes the negative scale of numeric(p,-s) for a scale of about 2046; ours"
                  + " has scale 0.",
              "The value has as many digits as the number.",
              ValueDifferences::negativeScale),
          new Explanation(
              "end-of-day",
              "With time.precision.mode=isostring Debezium turns the time 24:00 into 00:00; we keep"
                  + " it.",
              "The value arrives.",
              ValueDifferences::endOfDay),
          new Explanation(
              "zone-seconds",
              "Debezium sends null for a time with time zone whose offset has seconds; we send the"
                  + " same time of day in UTC, as of all others.",
              "The value arrives.",
              ValueDifferences::zoneSeconds),
          new Explanation(
              "partitions-once",
              "Debezium's snapshot reads a partitioned table and then its partitions; we read each"
                  + " row once, on the topic to which the stream goes.",
              "No row twice, and none on a topic that never sees its updates.",
              SnapshotDifferences::partition),
          new Explanation(
              "array-element-types",
              "Debezium leaves out arrays of many types whose single values it knows (interval,"
                  + " money, point, xml, varbit, name, domains); we emit them.",
              "The columns arrive.",
              ArrayDifferences::elementTypes),
          new Explanation(
              "array-elements-optional",
              "Debezium's elements of arrays of enums, tsvectors and unknown types are required,"
                  + " and a NULL element makes null of these and some other arrays; ours are"
                  + " optional in all arrays.",
              "The other elements arrive.",
              ArrayDifferences::elementsOptional),
          new Explanation(
              "enum-labels",
              "Debezium goes on with the labels that it first saw for an enum, or for the elements"
                  + " of an enum array, even with a value that is none of them; ours are those of"
                  + " the type.",
              "The schema allows the labels that occur.",
              ValueDifferences::enumLabels),
          new Explanation(
              "array-special-numbers",
              "Debezium sends null for a numeric array that holds NaN or an infinity; we send the"
                  + " array, with what decimal.handling.mode says for such an element.",
              "The other elements arrive.",
              ArrayDifferences::specialNumbers),
          new Explanation(
              "array-times",
              "In arrays Debezium cuts times to milliseconds, and takes an infinite timestamp with"
                  + " time zone for the year 292269055; ours are as the single values are.",
              "Microseconds and infinity arrive.",
              ArrayDifferences::times),
          new Explanation(
              "excluded-key-column",
              "Debezium's key of a column that column.exclude.list leaves out is 0 in the snapshot,"
                  + " and optional in the stream; ours has the value, and is required.",
              "Records have their key.",
              KeyDifferences::excludedColumn),
          new Explanation(
              "catalog-ahead",
              "Debezium takes keys, constraints, defaults and labels from the catalog as it is when"
                  + " it decodes, which after DDL is that of a later time; ours are of the change's"
                  + " time, or left out where the catalog has moved on.",
              "No key and no constraint of another time.",
              CatalogAhead::explains),
          new Explanation(
              "moved-table",
              "Debezium goes on to capture, under its old name, a table that was renamed or moved"
                  + " out of what is captured; we stop there.",
              "Topics hold only what was asked for.",
              CatalogAhead::movedTable),
          new Explanation(
              "default-expression",
              "Debezium makes up a default for some expressions on columns that may be null: 0 for"
                  + " CURRENT_DATE, the text CURRENT_USER for current_user; we have none.",
              "No default that PostgreSQL does not have.",
              SchemaDifferences::defaultOfKeyword),
          new Explanation(
              "schema-comments",
              "Debezium's PostgreSQL connector has no comments in its schemas, whatever"
                  + " include.schema.comments says; ours have.",
              "The comments that were asked for.",
              SchemaDifferences::comment),
          new Explanation(
              "interval-precision",
              "Debezium works out the microseconds of an interval in floating point, which rounds"
                  + " those of more than 285 years; ours are exact.",
              "The value.",
              ValueDifferences::intervalPrecision),
          new Explanation(
              "inheritance-once",
              "Debezium's snapshot of a table that others inherit from reads their rows too, and"
                  + " then again as theirs; ours reads each row once.",
              "No row twice, and none on a topic that never sees its updates.",
              SnapshotDifferences::inheritance),
          new Explanation(
              "reg-types",
              "With include.unknown.datatypes Debezium has the names of regclass and its like; the"
                  + " binary stream has their OIDs, and so have we.",
              "Nothing: a known limit.",
              ValueDifferences::regTypes),
          new Explanation(
              "propagated-numeric",
              "For numeric without precision Debezium propagates length 0 and no scale in the"
                  + " snapshot, length 131089 and scale 0 in the stream; ours are 0 and 0 in both.",
              "One schema, not one that changes when streaming begins.",
              SchemaDifferences::propagatedNumeric),
          new Explanation(
              "publication-in-snapshot",
              "Debezium's snapshot ignores the publication's row filters and column lists, which"
                  + " hold for its stream; ours obeys them.",
              "What was not to leave the database does not, and the schema stays.",
              SnapshotDifferences::publication),
          new Explanation(
              "message-collection",
              "In transaction metadata Debezium names the collection of logical messages by a Java"
                  + " object's identity, which is another at each message; ours is empty.",
              "Messages are counted together.",
              (difference, scene) -> ValueDifferences.messageCollection(difference)));

  private DeliberateDifferences() {}
}
