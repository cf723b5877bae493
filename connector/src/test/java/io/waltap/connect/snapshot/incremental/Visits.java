/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.EventTime;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.schema.TableCatalog;
import io.waltap.connect.schema.TableFacts;
import io.waltap.connect.schema.TableFacts.ColumnFacts;
import io.waltap.connect.schema.TableFacts.DefaultValue;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.schema.TopicNaming;
import io.waltap.connect.table.TableGate;
import io.waltap.connect.types.PgType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table for tests, public.visits (id int primary key, name text, note text), and what is made of
 * it.
 */
public final class Visits {
  static final String ID = "public.visits";

  /** In a tuple: the value was not sent, since the update left it as it was. */
  static final Object UNCHANGED = new Object();

  public static final Relation RELATION = relation(ReplicaIdentity.DEFAULT, "id");

  final ConnectorConfig config;
  public final RecordContext context;
  final HeartbeatRecords heartbeats;
  final TableSchemas schemas;

  /**
   * @param more properties: key, value, key, value...
   */
  public Visits(String... more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "test");
    properties.put("topic.prefix", "srv");
    properties.put("database.hostname", "localhost");
    properties.put("database.user", "test");
    properties.put("database.dbname", "test");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    config = new ConnectorConfig(properties);
    TopicNaming topics = new TopicNaming("srv", ".", "hb", "transaction");
    context = new RecordContext(config, topics, "1.0", "0");
    heartbeats = new HeartbeatRecords(context, "slot");
    schemas = new TableSchemas(config, catalog(), topics);
  }

  static Relation relation(ReplicaIdentity identity, String... flagged) {
    return new Relation(
        16_400,
        "public",
        "visits",
        identity,
        List.of(
            new RelationColumn(List.of(flagged).contains("id"), "id", 23, -1),
            new RelationColumn(List.of(flagged).contains("name"), "name", 25, -1),
            new RelationColumn(List.of(flagged).contains("note"), "note", 25, -1)));
  }

  static PublishedTable published(Relation relation) {
    return new PublishedTable(
        16_400, relation.namespace(), relation.name(), relation, false, null, 1, true);
  }

  public ChunkedTable table(Relation relation) {
    List<PrimaryKeyColumn> key = List.of(new PrimaryKeyColumn("id", "integer", 0, "pg_catalog"));
    SnapshotRecords records =
        new SnapshotRecords(
            context,
            schemas.compileForSnapshot(relation),
            0,
            0,
            Lsn.NONE,
            TablePosition.snapshot(false, Lsn.NONE));
    return new ChunkedTable(
        published(relation),
        records.schema(),
        records,
        key,
        ChunkedTable.identity(relation, key),
        "shape");
  }

  /** Makes rows of a snapshot. */
  public SnapshotRecords records() {
    return table(RELATION).records();
  }

  /** A row of a snapshot. */
  public CapturedRecord row(int id, String marker) {
    return table(RELATION).records().row(tuple(id, "name", null), marker, EventTime.now());
  }

  RecordBuilder builder() {
    return new RecordBuilder(context, schemas, relation -> TableGate.Decision.CAPTURE, Map.of());
  }

  /** A chunk that ends at log position 100, of rows as {@code row} takes them. */
  Chunk chunk(String snapshot, String after, String last, boolean end, TupleData... rows) {
    ChunkedTable table = table(RELATION);
    SnapshotRecords records = table.records().asOf(1_000_000, 7);
    Map<RowKey, ChunkRow> chunk = new LinkedHashMap<>();
    for (TupleData row : rows) {
      chunk.put(
          table.rowKeys().of(row),
          new ChunkRow(row, records.row(row, SnapshotRecords.INCREMENTAL, EventTime.now())));
    }
    return new Chunk(
        after,
        last,
        end,
        SnapshotVisibility.parse(snapshot, false),
        100,
        records,
        chunk,
        10L * rows.length);
  }

  static RowKey key(int id) {
    return new RowKeys(0).of(tuple(id, null, null));
  }

  /** A tuple; an Integer is an int4, a String a text, null NULL. */
  public static TupleData tuple(Object... values) {
    byte[][] bytes = new byte[values.length][];
    int size = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Integer number) {
        bytes[i] = ByteBuffer.allocate(4).putInt(number).array();
      } else if (values[i] instanceof String text) {
        bytes[i] = text.getBytes(StandardCharsets.UTF_8);
      }
      size += bytes[i] == null ? 0 : bytes[i].length;
    }
    ByteBuffer data = ByteBuffer.allocate(size);
    TupleData.Builder tuple = new TupleData.Builder(data.array(), values.length);
    for (int i = 0; i < values.length; i++) {
      if (bytes[i] != null) {
        tuple.addBinary(data.position(), bytes[i].length);
        data.put(bytes[i]);
      } else if (values[i] == UNCHANGED) {
        tuple.addUnchanged();
      } else {
        tuple.addNull();
      }
    }
    return tuple.build();
  }

  private static TableCatalog catalog() {
    List<ColumnFacts> columns =
        RELATION.columns().stream()
            .map(
                column ->
                    new ColumnFacts(
                        column.name(),
                        column.typeOid(),
                        column.typmod(),
                        column.name().equals("id"),
                        false,
                        new DefaultValue.None(),
                        null))
            .toList();
    TableFacts facts = new TableFacts(columns, List.of("id"), List.of(), List.of(), null);
    return new TableCatalog() {
      @Override
      public TableFacts findTable(int relationOid) {
        return facts;
      }

      @Override
      public PgType findType(int oid) {
        return null; // all are built in
      }
    };
  }
}
