/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A table of PostgreSQL and the topic of its changes: {@code id} is the key, {@code name} is short,
 * and {@code big} is large, so that an update which does not change it does not send it.
 */
final class Things {
  static final String TOPIC = "shop.public.things";
  private static final String UNSENT = "__debezium_unavailable_value";

  /** A row. */
  record Thing(String name, String big) {}

  private final List<SinkRecord> topic = new ArrayList<>();
  private final Map<Long, Thing> rows = new TreeMap<>();

  /** What the table had after the records before an offset, at the ends of transactions. */
  private final Map<Long, Map<Long, Thing>> states = new HashMap<>();

  /** Where a replay ends, by the offset of each of its records. */
  private final Map<Long, Long> replays = new HashMap<>();

  private final boolean positions;
  private Columns columns = new Columns(false);
  private long transaction = 100;
  private long lsn = 1000;
  private boolean moves;

  /**
   * @param positions whether the changes have the header that says where they are in the stream
   */
  Things(boolean positions) {
    this.positions = positions;
  }

  /** The schemas of one version of the table. */
  private static final class Columns {
    final boolean wide;
    final Schema row;
    final Schema source;
    final Schema envelope;
    final Schema key;

    Columns(boolean wide) {
      this.wide = wide;
      SchemaBuilder builder =
          SchemaBuilder.struct()
              .optional()
              .name("shop.public.things.Value")
              .field("id", Schema.INT64_SCHEMA)
              .field("name", Schema.OPTIONAL_STRING_SCHEMA)
              .field("big", Schema.OPTIONAL_STRING_SCHEMA);
      if (wide) {
        builder.field("later", Schema.OPTIONAL_STRING_SCHEMA);
      }
      row = builder.build();
      source =
          SchemaBuilder.struct()
              .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
              .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
              .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
              .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
              .build();
      envelope =
          SchemaBuilder.struct()
              .name("shop.public.things.Envelope")
              .field("before", row)
              .field("after", row)
              .field("source", source)
              .field("op", Schema.STRING_SCHEMA)
              .build();
      key =
          SchemaBuilder.struct()
              .name("shop.public.things.Key")
              .field("id", Schema.INT64_SCHEMA)
              .build();
    }
  }

  Map<Long, Thing> rows() {
    return rows;
  }

  /** Adds a record of another kind. */
  void add(SinkRecord other) {
    topic.add(at(other, end()));
  }

  /** Adds a marker of the source: it has neither key nor value. */
  void marker(String text) {
    add(
        new SinkRecord(
            TOPIC,
            0,
            null,
            null,
            null,
            null,
            end(),
            7000 + end(),
            TimestampType.CREATE_TIME,
            new ConnectHeaders().addString("__waltap.marker", text)));
    if (isEnd(end() - 1)) {
      commit();
    }
  }

  long end() {
    return topic.size();
  }

  SinkRecord get(long offset) {
    return topic.get((int) offset);
  }

  /** The rows at an offset, which has to be the end of a transaction. */
  Map<Long, Thing> stateAt(long offset) {
    Map<Long, Thing> state = states.get(offset);
    if (state == null) {
      throw new AssertionError("no transaction ends before the offset " + offset);
    }
    return state;
  }

  /** Whether records are sent again around an offset: until their end, rows go back. */
  boolean isInReplay(long offset) {
    return replays.containsKey(offset)
        && replays.containsKey(offset - 1)
        && replays.get(offset).equals(replays.get(offset - 1));
  }

  /** Whether a record is a row of the snapshot. */
  boolean isSnapshot(long offset) {
    return get(offset).value() instanceof Struct envelope && envelope.getString("op").equals("r");
  }

  /** Whether a transaction ends before an offset. */
  boolean isEnd(long offset) {
    return states.containsKey(offset);
  }

  void begin() {
    transaction++;
  }

  void commit() {
    states.put(end(), new TreeMap<>(rows));
  }

  /** Adds a column. */
  void addColumn() {
    columns = new Columns(true);
  }

  void snapshotRow(long id, Thing thing) {
    rows.put(id, thing);
    append("r", id, null, struct(id, thing), "true", null);
    commit();
  }

  void firstSnapshotRow(long id, Thing thing) {
    rows.put(id, thing);
    append("r", id, null, struct(id, thing), "first", null);
    commit();
  }

  void insert(long id, Thing thing) {
    rows.put(id, thing);
    lsn++;
    append("c", id, null, struct(id, thing), "false", null);
  }

  /** An update that leaves the large value as it is. */
  void rename(long id, String name) {
    Thing thing = new Thing(name, rows.get(id).big());
    rows.put(id, thing);
    lsn++;
    append("u", id, null, struct(id, new Thing(name, UNSENT)), "false", "big");
  }

  void update(long id, Thing thing) {
    rows.put(id, thing);
    lsn++;
    append("u", id, null, struct(id, thing), "false", null);
  }

  /** An update of the key, which does not send the large value. */
  void move(long id, long other, String name) {
    Thing thing = new Thing(name, rows.remove(id).big());
    rows.put(other, thing);
    lsn++;
    moves = true;
    append("d", id, struct(id, null), null, "false", null);
    moves = false;
    tombstone(id);
    append("c", other, null, struct(other, new Thing(name, UNSENT)), "false", "big");
  }

  void delete(long id) {
    rows.remove(id);
    lsn++;
    append("d", id, struct(id, null), null, "false", null);
    tombstone(id);
  }

  void truncate() {
    rows.clear();
    lsn++;
    append("t", -1, null, null, "false", null);
  }

  /** Sends records again, as a source does that was killed: from the end of a transaction on. */
  void replay(long from, long to) {
    long start = end();
    for (long offset = from; offset < to; offset++) {
      replays.put(start + offset - from, start + to - from);
      SinkRecord old = get(offset);
      topic.add(
          old.newRecord(
              old.topic(),
              0,
              old.keySchema(),
              old.key(),
              old.valueSchema(),
              old.value(),
              old.timestamp(),
              old.headers()));
      topic.set(topic.size() - 1, at(topic.get(topic.size() - 1), topic.size() - 1));
      if (isEnd(offset + 1)) {
        states.put(end(), stateAt(offset + 1));
      }
    }
  }

  private static SinkRecord at(SinkRecord old, long offset) {
    return new SinkRecord(
        old.topic(),
        0,
        old.keySchema(),
        old.key(),
        old.valueSchema(),
        old.value(),
        offset,
        old.timestamp(),
        TimestampType.CREATE_TIME,
        old.headers());
  }

  private Struct struct(long id, Thing thing) {
    Struct struct = new Struct(columns.row).put("id", id);
    if (thing != null) {
      struct.put("name", thing.name()).put("big", thing.big());
    }
    if (thing != null && columns.wide) {
      struct.put("later", "later " + thing.name());
    }
    return struct;
  }

  private void append(
      String op, long id, Struct before, Struct after, String snapshot, String unsent) {
    Struct source =
        new Struct(columns.source)
            .put("lsn", lsn)
            .put("txId", transaction)
            .put("ts_ms", 5L)
            .put("snapshot", snapshot);
    Struct envelope =
        new Struct(columns.envelope)
            .put("before", before)
            .put("after", after)
            .put("source", source)
            .put("op", op);
    ConnectHeaders headers = new ConnectHeaders();
    if (unsent != null) {
      headers.addString("__waltap.unavailable", unsent);
    }
    if (moves) {
      headers.addString("__debezium.newkey", "the other key");
    }
    if (positions && !op.equals("r")) {
      headers.addString(
          "__waltap.position",
          "p1-%016x-%016x-0-%d"
              .formatted(transaction * 1_000_000, lsn, after != null && op.equals("c") ? 1 : 0));
    }
    Struct key = op.equals("t") ? null : new Struct(columns.key).put("id", id);
    topic.add(
        new SinkRecord(
            TOPIC,
            0,
            key == null ? null : columns.key,
            key,
            columns.envelope,
            envelope,
            end(),
            7000 + end(),
            TimestampType.CREATE_TIME,
            headers));
  }

  /** The changes, one a line, for the message of a failure. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (SinkRecord each : topic) {
      text.append(each.kafkaOffset()).append(' ');
      if (each.value() instanceof Struct envelope) {
        Struct after = envelope.getStruct("after");
        text.append(envelope.getString("op"))
            .append(' ')
            .append(each.key() == null ? "" : ((Struct) each.key()).get("id"))
            .append(' ')
            .append(after == null ? "" : after.get("name") + " " + after.get("big"))
            .append(" in ")
            .append(envelope.getStruct("source").get("txId"))
            .append(" at ")
            .append(envelope.getStruct("source").get("lsn"));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private void tombstone(long id) {
    topic.add(
        new SinkRecord(
            TOPIC,
            0,
            columns.key,
            new Struct(columns.key).put("id", id),
            null,
            null,
            end(),
            7000 + end(),
            TimestampType.CREATE_TIME));
  }
}
