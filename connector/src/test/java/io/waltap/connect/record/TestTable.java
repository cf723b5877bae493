/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.pgoutput.OldTuple;
import io.waltap.connect.pgoutput.PgOutputMessage;
import io.waltap.connect.pgoutput.PgOutputMessage.Delete;
import io.waltap.connect.pgoutput.PgOutputMessage.Insert;
import io.waltap.connect.pgoutput.PgOutputMessage.Truncate;
import io.waltap.connect.pgoutput.PgOutputMessage.Update;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.schema.TableCatalog;
import io.waltap.connect.schema.TableFacts;
import io.waltap.connect.schema.TableFacts.ColumnFacts;
import io.waltap.connect.schema.TableFacts.DefaultValue;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.schema.TopicNaming;
import io.waltap.connect.types.PgType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The one table of the unit tests, public.visits (id int primary key, name text, note text), and
 * what is made of it. Tests change what the catalog says by {@link #catalog}.
 */
public final class TestTable {
  public static final int OID = 16_400;
  public static final TableId ID = new TableId("public", "visits");

  /** In a tuple: the value was not sent, since the update left it as it was. */
  public static final Object UNCHANGED = new Object();

  public static final Relation RELATION = relation(ReplicaIdentity.DEFAULT, "id");

  /** The table with replica identity FULL. */
  static final Relation FULL = relation(ReplicaIdentity.FULL, "id", "name", "note");

  /** An update that moves the row from key 1 to key 2. */
  static final PgOutputMessage MOVE = update(oldKey(1, null, null), 2, "Ann", null);

  private static final int MOOD = 20_000;

  /** The table with the columns id and mood, which is an enum. */
  static final Relation WITH_MOOD =
      new Relation(
          OID,
          ID.schema(),
          ID.name(),
          ReplicaIdentity.DEFAULT,
          List.of(
              new RelationColumn(true, "id", 23, -1), new RelationColumn(false, "mood", MOOD, -1)));

  public final ConnectorConfig config;
  public final RecordContext context;
  public final HeartbeatRecords heartbeats;
  public final TableSchemas schemas;
  public final TestCatalog catalog = new TestCatalog();

  /**
   * @param more properties: key, value, key, value...
   */
  public TestTable(String... more) {
    config = config(more);
    TopicNaming topics = new TopicNaming("srv", ".", "hb", "transaction");
    context = new RecordContext(config, topics, "1.0", "0");
    heartbeats = new HeartbeatRecords(context, "slot");
    schemas = new TableSchemas(config, catalog, topics);
  }

  /**
   * The required properties and these.
   *
   * @param more properties: key, value, key, value...
   */
  public static ConnectorConfig config(String... more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "test");
    properties.put("topic.prefix", "srv");
    properties.put("database.hostname", "localhost");
    properties.put("database.user", "test");
    properties.put("database.dbname", "test");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return new ConnectorConfig(properties);
  }

  /** The table as the stream describes it, with these columns in its replica identity. */
  public static Relation relation(ReplicaIdentity identity, String... flagged) {
    return new Relation(
        OID,
        ID.schema(),
        ID.name(),
        identity,
        List.of(
            new RelationColumn(List.of(flagged).contains("id"), "id", 23, -1),
            new RelationColumn(List.of(flagged).contains("name"), "name", 25, -1),
            new RelationColumn(List.of(flagged).contains("note"), "note", 25, -1)));
  }

  /** Makes rows of a snapshot at no position. */
  public SnapshotRecords records() {
    return new SnapshotRecords(
        context,
        schemas,
        schemas.compileForSnapshot(RELATION),
        0,
        0,
        0,
        TablePosition.snapshot(false, 0),
        TableIdentity.UNKNOWN);
  }

  /** A row of a snapshot. */
  public CapturedRecord row(int id, String marker) {
    return records().row(tuple(id, "name", null), marker, EventTime.now());
  }

  /** An INSERT in the stream; its values as {@link #tuple} takes them. */
  static PgOutputMessage insert(Object... row) {
    return new Insert(OID, tuple(row));
  }

  /**
   * An UPDATE in the stream.
   *
   * @param old what the server sent of the row before
   * @param row the new row, as {@link #tuple} takes it
   */
  static PgOutputMessage update(OldTuple old, Object... row) {
    return new Update(OID, old, tuple(row));
  }

  /**
   * A DELETE in the stream.
   *
   * @param old what the server sent of the row
   */
  static PgOutputMessage delete(OldTuple old) {
    return new Delete(OID, old);
  }

  /** A TRUNCATE in the stream. */
  static PgOutputMessage truncate() {
    return new Truncate(false, false, List.of(OID));
  }

  /** An old row of which the replica identity has some columns; the others are null. */
  static OldTuple oldKey(Object... columns) {
    return new OldTuple.Key(tuple(columns));
  }

  /** The whole old row, as replica identity FULL has it. */
  static OldTuple oldRow(Object... columns) {
    return new OldTuple.Full(tuple(columns));
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

  /** What the database would say; tests may change it. */
  public static final class TestCatalog implements TableCatalog {
    private final Map<Integer, PgType> types = new HashMap<>();
    private Relation relation = RELATION;
    private List<String> notNull = List.of("id");
    private List<String> primaryKey = List.of("id");
    private String defaultName;
    private boolean locked;

    /** The table has these columns now, those named are NOT NULL, and the key is this. */
    public void is(Relation now, List<String> required, List<String> key) {
      relation = now;
      notNull = List.copyOf(required);
      primaryKey = List.copyOf(key);
    }

    /** The column name has this default. */
    void hasDefaultName(String value) {
      defaultName = value;
    }

    /** Whether another session has locked the table, so that its defaults are not known. */
    void locked(boolean now) {
      locked = now;
    }

    /** The table has a column of an enum now, which has these labels. */
    void hasMood(String... labels) {
      is(WITH_MOOD, List.of("id"), List.of("id"));
      type(
          MOOD,
          new PgType(
              MOOD,
              "public",
              "mood",
              PgType.Kind.ENUM,
              0,
              -1,
              List.of(labels),
              List.of(),
              ',',
              false));
    }

    /** There is such a type. */
    public void type(int oid, PgType type) {
      types.put(oid, type);
    }

    @Override
    public TableFacts findTable(int relationOid) {
      List<ColumnFacts> columns =
          relation.columns().stream()
              .map(
                  column ->
                      new ColumnFacts(
                          column.name(),
                          column.typeOid(),
                          column.typmod(),
                          notNull.contains(column.name()),
                          false,
                          locked || !column.name().equals("name") || defaultName == null
                              ? new DefaultValue.None()
                              : new DefaultValue.Constant(
                                  defaultName.getBytes(StandardCharsets.UTF_8), false),
                          null,
                          relation.columns().indexOf(column) + 1,
                          null))
              .toList();
      return new TableFacts(columns, primaryKey, List.of(), List.of(), null, !locked);
    }

    @Override
    public PgType findType(int oid) {
      return types.get(oid); // others are built in
    }
  }
}
