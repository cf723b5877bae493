/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

/** Reads what records hold. */
final class TestRecords {
  /** Of the first change in a {@link TestStream}: the position that covers it. */
  static final Map<String, Object> COVERING = offset(30, 20, 0);

  /** The position just before that change. */
  private static final Map<String, Object> BEFORE = offset(30, 20, -1);

  private TestRecords() {}

  static Map<String, Object> offset(long commitLsn, long lsn, long index) {
    return Map.of("commit_lsn", commitLsn, "lsn", lsn, "index", index);
  }

  static List<Map<String, Object>> offsets(List<SourceRecord> records) {
    List<Map<String, Object>> offsets = new ArrayList<>();
    for (SourceRecord record : records) {
      offsets.add(new HashMap<>(record.sourceOffset()));
    }
    return offsets;
  }

  /** The operations of the first change's records, and whether each position covers it. */
  static String outline(List<SourceRecord> records) {
    List<String> outline = new ArrayList<>();
    for (SourceRecord record : records) {
      outline.add(op(record) + " " + place(record.sourceOffset()));
    }
    return outline.isEmpty() ? "nothing" : String.join(", ", outline);
  }

  private static String place(Map<String, ?> offset) {
    if (offset.equals(COVERING)) {
      return "covering";
    }
    return offset.equals(BEFORE) ? "before" : offset.toString();
  }

  /** The letter of the operation; a tombstone has none. */
  static String op(SourceRecord record) {
    return record.value() == null ? "tombstone" : value(record).getString("op");
  }

  static Struct value(SourceRecord record) {
    return (Struct) record.value();
  }

  static Struct source(SourceRecord record) {
    return value(record).getStruct("source");
  }

  static Struct transaction(SourceRecord record) {
    return value(record).getStruct("transaction");
  }

  static List<Object> before(SourceRecord record) {
    return values(value(record).getStruct("before"));
  }

  static List<Object> after(SourceRecord record) {
    return values(value(record).getStruct("after"));
  }

  static List<Object> keyOf(SourceRecord record) {
    return values((Struct) record.key());
  }

  /** The keys of one column. */
  static List<Object> ids(List<SourceRecord> records) {
    List<Object> ids = new ArrayList<>();
    for (SourceRecord record : records) {
      ids.addAll(keyOf(record));
    }
    return ids;
  }

  /** The values in the order of the fields; null without a struct. */
  static List<Object> values(Struct struct) {
    if (struct == null) {
      return null;
    }
    List<Object> values = new ArrayList<>();
    for (Field field : struct.schema().fields()) {
      values.add(struct.getWithoutDefault(field.name()));
    }
    return values;
  }

  /** The schema of a column in the row of a record. */
  static Schema column(SourceRecord record, String name) {
    return record.valueSchema().field("after").schema().field(name).schema();
  }

  static Object header(SourceRecord record, String name) {
    Header header = record.headers().lastWithName(name);
    return header == null ? null : header.value();
  }

  /** The records that are no markers. */
  static List<SourceRecord> changes(List<SourceRecord> records) {
    return records.stream().filter(record -> header(record, MarkerRecords.HEADER) == null).toList();
  }

  /** The operation of each record; of a marker, its text without the numbers. */
  static List<String> told(List<SourceRecord> records) {
    List<String> told = new ArrayList<>();
    for (SourceRecord record : records) {
      Object marker = header(record, MarkerRecords.HEADER);
      told.add(marker == null ? op(record) : marker.toString().replaceFirst("(-[0-9a-f]+)+$", ""));
    }
    return told;
  }

  /** Of each record, the columns that its header names as not sent. */
  static List<String> unavailable(List<SourceRecord> records) {
    List<String> columns = new ArrayList<>();
    for (SourceRecord record : records) {
      Object names = header(record, ContextHeaders.UNAVAILABLE);
      columns.add(names == null ? "none" : names.toString());
    }
    return columns;
  }
}
