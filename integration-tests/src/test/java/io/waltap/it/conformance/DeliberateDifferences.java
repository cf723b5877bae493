/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import java.util.List;

/**
 * The differences from Debezium 3.7 that are on purpose, because Debezium loses, invents or repeats
 * something. Each explanation checks the cause of the difference, and what Waltap's record must
 * have instead. docs/differences-from-debezium.md lists the same ids for users.
 */
final class DeliberateDifferences {
  static final List<Explanation> ALL =
      List.of(
          new Explanation(
              "unchanged-toast",
              "Debezium sends null for an unchanged TOASTed value of most types. Waltap sends the"
                  + " placeholder if the type can hold it, and names the column in a header.",
              "Consumers can distinguish a value that was not sent from NULL.",
              ToastDifferences::placeholder),
          new Explanation(
              "unchanged-toast-not-null",
              "Debezium's task fails permanently on an unchanged TOASTed value of most types if the"
                  + " column is NOT NULL. Waltap goes on.",
              "An update of another column does not stop the connector.",
              ToastDifferences::notNull),
          new Explanation(
              "identity-index-key",
              "With REPLICA IDENTITY USING INDEX and an index without the primary key, Debezium's"
                  + " deletes have the key {id=0}. Waltap's key always has the columns of the"
                  + " index.",
              "Deletes remove the right row.",
              KeyDifferences::identityIndex),
          new Explanation(
              "name-in-stream",
              "Debezium streams null for columns of type name.",
              "The value arrives.",
              ValueDifferences::nameInStream),
          new Explanation(
              "generated-columns",
              "Debezium has generated columns in the snapshot and not in the stream. Waltap's"
                  + " snapshot leaves out what the server does not stream.",
              "A table has one schema, which does not change when streaming begins.",
              SchemaDifferences::generatedColumn),
          new Explanation(
              "date-extremes",
              "Dates before Christ and infinite dates are different days in Debezium's snapshot and"
                  + " stream. Waltap has the stream's value in both.",
              "A date has one value.",
              ValueDifferences::dateExtremes),
          new Explanation(
              "timestamp-range",
              "Timestamps that the unit cannot hold wrap around in Debezium. In Waltap they become"
                  + " the end of the range.",
              "A far future does not become a far past.",
              ValueDifferences::timestampRange),
          new Explanation(
              "array-dimensions",
              "Debezium sends a null for each row of a multi-dimensional array. Waltap sends its"
                  + " elements in row-major order.",
              "The elements arrive.",
              ArrayDifferences::dimensions),
          new Explanation(
              "bit-arrays",
              "Debezium gives bit(n)[] the schema of a single bit string, and the value null."
                  + " Waltap sends an array.",
              "The elements arrive.",
              ArrayDifferences::bits),
          new Explanation(
              "negative-scale",
              "Debezium takes the negative scale of numeric(p,-s) for a scale of about 2046. Waltap"
                  + " has scale 0.",
              "The value has as many digits as the number.",
              ValueDifferences::negativeScale),
          new Explanation(
              "end-of-day",
              "With time.precision.mode=isostring, Debezium changes the time 24:00 to 00:00. Waltap"
                  + " keeps it.",
              "The value arrives.",
              ValueDifferences::endOfDay),
          new Explanation(
              "zone-seconds",
              "Debezium sends null for a time with time zone whose offset has seconds. Waltap sends"
                  + " the same time of day in UTC, as for all other offsets.",
              "The value arrives.",
              ValueDifferences::zoneSeconds),
          new Explanation(
              "partitions-once",
              "Debezium's snapshot reads a partitioned table and then its partitions. Waltap reads"
                  + " each row once, on the topic to which its changes go.",
              "No row arrives twice, or on a topic that never gets its updates.",
              SnapshotDifferences::partition),
          new Explanation(
              "array-element-types",
              "Debezium leaves out arrays of many types whose single values it knows (interval,"
                  + " money, point, xml, varbit, name, domains). Waltap sends them.",
              "The columns arrive.",
              ArrayDifferences::elementTypes),
          new Explanation(
              "array-elements-optional",
              "In Debezium's arrays of enums, tsvectors and unknown types, the elements are"
                  + " required. A NULL element makes these and some other arrays null. Waltap's"
                  + " elements are optional in all arrays.",
              "The other elements arrive.",
              ArrayDifferences::elementsOptional),
          new Explanation(
              "enum-labels",
              "Debezium keeps the labels that it first saw for an enum, or for the elements of an"
                  + " enum array, even with a value outside of them. Waltap has the labels of the"
                  + " type.",
              "The schema allows the labels that occur.",
              ValueDifferences::enumLabels),
          new Explanation(
              "array-special-numbers",
              "Debezium sends null for a numeric array with NaN or an infinity. Waltap sends the"
                  + " array; decimal.handling.mode says how it sends such an element.",
              "The other elements arrive.",
              ArrayDifferences::specialNumbers),
          new Explanation(
              "array-times",
              "In arrays, Debezium truncates times to milliseconds, and an infinite timestamp with"
                  + " time zone becomes the year 292269055. Waltap sends elements like single"
                  + " values.",
              "Microseconds and infinity arrive.",
              ArrayDifferences::times),
          new Explanation(
              "excluded-key-column",
              "Debezium's key of a column in column.exclude.list is 0 in the snapshot, and optional"
                  + " in the stream. Waltap's key has the value, and is required.",
              "Records have their key.",
              KeyDifferences::excludedColumn),
          new Explanation(
              "key-column-type",
              "Debezium leaves a column of the primary key out of key and row if its type has no"
                  + " representation. Waltap has the bytes of its text, as with"
                  + " include.unknown.datatypes.",
              "Different rows have different keys.",
              KeyDifferences::columnType),
          new Explanation(
              "catalog-ahead",
              "Debezium reads keys, constraints, defaults and labels from the catalog when it"
                  + " decodes, so after DDL they are of a later time. Waltap's are of the change's"
                  + " time, or are left out if the catalog has changed since.",
              "No record has a key or a constraint of another time.",
              CatalogAhead::explains),
          new Explanation(
              "moved-table",
              "Debezium continues to capture, under its old name, a table that was renamed or moved"
                  + " out of what is captured. Waltap stops capturing it.",
              "Topics have only what was asked for.",
              CatalogAhead::movedTable),
          new Explanation(
              "default-expression",
              "Debezium invents a default for some expressions on columns that may be null: 0 for"
                  + " CURRENT_DATE, the text CURRENT_USER for current_user. Waltap has none.",
              "No schema has a default that PostgreSQL does not have.",
              SchemaDifferences::defaultOfKeyword),
          new Explanation(
              "schema-comments",
              "Debezium's PostgreSQL connector has no comments in its schemas, even with"
                  + " include.schema.comments. Waltap has them.",
              "The comments arrive.",
              SchemaDifferences::comment),
          new Explanation(
              "interval-precision",
              "Debezium computes the microseconds of an interval in floating point, which rounds"
                  + " intervals of more than 285 years. Waltap is exact.",
              "The value arrives.",
              ValueDifferences::intervalPrecision),
          new Explanation(
              "inheritance-once",
              "Debezium's snapshot of a table from which others inherit also reads the rows of the"
                  + " others, and then reads those again. Waltap reads each row once.",
              "No row arrives twice, or on a topic that never gets its updates.",
              SnapshotDifferences::inheritance),
          new Explanation(
              "reg-types",
              "With include.unknown.datatypes, Debezium has the names for regclass and the like."
                  + " The binary stream has OIDs, so Waltap has OIDs.",
              "Nothing: a known limit.",
              ValueDifferences::regTypes),
          new Explanation(
              "propagated-numeric",
              "For numeric without precision, Debezium propagates length 0 and no scale in the"
                  + " snapshot, and length 131089 and scale 0 in the stream. Waltap has 0 and 0 in"
                  + " both.",
              "A table has one schema, which does not change when streaming begins.",
              SchemaDifferences::propagatedNumeric),
          new Explanation(
              "publication-in-snapshot",
              "Debezium's snapshot ignores the publication's row filters and column lists, which"
                  + " apply to its stream. Waltap's snapshot applies them.",
              "What the publication leaves out stays in the database, and the schema does not"
                  + " change.",
              SnapshotDifferences::publication),
          new Explanation(
              "message-collection",
              "In transaction metadata, Debezium names the collection of logical messages by a Java"
                  + " object's identity, which differs for each message. Waltap's name is empty.",
              "Messages are counted together.",
              (difference, scene) -> ValueDifferences.messageCollection(difference)));

  private DeliberateDifferences() {}
}
