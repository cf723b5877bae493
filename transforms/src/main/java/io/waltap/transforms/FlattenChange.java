/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import io.waltap.change.Change;
import io.waltap.change.EnvelopeReader;
import io.waltap.change.IdentityCache;
import io.waltap.change.UnchangedColumns;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a change event in Debezium's envelope into one row. The row has the table's columns, with
 * their values after the change, or before it for a delete. More columns say what happened. Key and
 * headers stay.
 *
 * <p>The options {@code layout} and {@code flatten} say where old values go:
 *
 * <table>
 * <caption>Layouts</caption>
 * <tr><th>layout</th><th>flatten=true</th><th>flatten=false</th></tr>
 * <tr><td>row</td><td>new values as {@code <col>}, no old values</td><td>the same</td></tr>
 * <tr><td>columns</td><td>{@code <col>} and {@code old.<col>}</td>
 *     <td>{@code new.<col>} and {@code old.<col>}</td></tr>
 * <tr><td>struct</td><td>{@code <col>} and a struct {@code old}</td>
 *     <td>structs {@code new} and {@code old}</td></tr>
 * <tr><td>map</td><td>{@code <col>} and a map of text {@code old}</td>
 *     <td>maps of text {@code new} and {@code old}</td></tr>
 * </table>
 *
 * <p>Old values are null for an insert, a snapshot row and a delete: the new values of a delete
 * hold the deleted row. Old values are also null where PostgreSQL does not send them, which are
 * updates of a table without REPLICA IDENTITY FULL. A value that was not sent is null in each
 * layout, also if the event has a stand-in for it: see the header {@code __waltap.unavailable}.
 *
 * <p>Of columns whose names differ in case only, the first one keeps its name, and the others get
 * {@code _2}, {@code _3} and so on. So does a column with a name that an added column has, or that
 * Iceberg reserves.
 *
 * <p>Every column is optional and has no default. A null therefore stays null in a sink that calls
 * {@code Struct.get}.
 *
 * <p><b>{@code _seq}</b> orders the changes of a key: the row with the largest value is the last.
 * In a sink, the value is the record's Kafka offset. It is right as long as all changes of a key
 * are in one partition of one topic. The default partitioner puts them there, unless partitions are
 * added. Restarts of the source do no harm, since changes that are sent again come later and in the
 * same order.
 *
 * <p>In a source connector, a record has no offset yet. There the value is the LSN of the commit
 * before the change's transaction. It never decreases, because the stream is in the order of
 * commits. Changes of one transaction share the value; {@code _lsn} orders them. {@code _lsn} alone
 * is no version, since a transaction that commits late may hold earlier positions.
 */
public final class FlattenChange<R extends ConnectRecord<R>>
    implements Transformation<R>, Versioned {
  private static final Logger LOG = LoggerFactory.getLogger(FlattenChange.class);

  static final String LAYOUT = "layout";
  static final String FLATTEN = "flatten";
  static final String OLD_PREFIX = "old.prefix";
  static final String NEW_PREFIX = "new.prefix";
  static final String OLD_FIELD = "old.field";
  static final String NEW_FIELD = "new.field";
  static final String LOWER_CASE = "lower.case";
  static final String OP_FIELD = "op.field";
  static final String TS_FIELD = "ts.field";
  static final String LSN_FIELD = "lsn.field";
  static final String TXID_FIELD = "txid.field";
  static final String SEQ_FIELD = "seq.field";
  static final String SEQ_BASE = "seq.base";
  static final String DELETED_FIELD = "deleted.field";
  static final String BEFORE_FIELD = "before.field";
  static final String UNCHANGED_FIELD = "unchanged.field";
  static final String UNCHANGED_HEADER = "unchanged.header";
  static final String TRUNCATE = "truncate";
  static final String ON_CONTROL = "on.control";

  private static final String LEAVES_OUT = " An empty name leaves the column out.";

  /** The options. */
  public static final ConfigDef CONFIG = options();

  private static ConfigDef options() {
    ConfigDef def = new ConfigDef();
    def.define(
        LAYOUT,
        ConfigDef.Type.STRING,
        "row",
        ConfigDef.ValidString.in("row", "columns", "struct", "map"),
        ConfigDef.Importance.HIGH,
        "Where the values before a change are written. row: nowhere. columns: each to a column"
            + " named by old.prefix. struct: to a struct column. map: to a column that maps names"
            + " to text (dates and times in ISO 8601, bytes in base64, lists and structs in"
            + " JSON).");
    def.define(
        FLATTEN,
        ConfigDef.Type.BOOLEAN,
        true,
        ConfigDef.Importance.HIGH,
        "Whether the new values are in columns with the same names as the table's. If not, they"
            + " are written like the old values: to columns named by new.prefix, a struct or a"
            + " map. Has no effect with layout=row.");
    name(
        def,
        OLD_PREFIX,
        "old.",
        "With layout=columns: the prefix of the names of columns with old values.");
    name(
        def,
        NEW_PREFIX,
        "new.",
        "With layout=columns and flatten=false: the prefix of the names of columns with new"
            + " values.");
    def.define(
        OLD_FIELD,
        ConfigDef.Type.STRING,
        "old",
        new ConfigDef.NonEmptyString(),
        ConfigDef.Importance.LOW,
        "With layout=struct or map: the column of the old values.");
    def.define(
        NEW_FIELD,
        ConfigDef.Type.STRING,
        "new",
        new ConfigDef.NonEmptyString(),
        ConfigDef.Importance.LOW,
        "With layout=struct or map, and flatten=false: the column of the new values.");
    def.define(
        LOWER_CASE,
        ConfigDef.Type.BOOLEAN,
        false,
        ConfigDef.Importance.MEDIUM,
        "Whether the names of the table's columns become lower case. AWS Glue and Amazon S3 Tables"
            + " need that. Names that differ in case only are told apart by _2 and so on, with and"
            + " without this option.");
    name(
        def,
        OP_FIELD,
        "_op",
        "Column of the operation: r (snapshot row), c (insert), u (update), d (delete), t"
            + " (truncate)."
            + LEAVES_OUT);
    name(
        def,
        TS_FIELD,
        "_ts",
        "Column of the commit time, an instant with microseconds." + LEAVES_OUT);
    name(
        def,
        LSN_FIELD,
        "_lsn",
        "Column of the change's position in the write-ahead log." + LEAVES_OUT);
    name(def, TXID_FIELD, "_txid", "Column of the transaction ID." + LEAVES_OUT);
    name(
        def,
        SEQ_FIELD,
        "_seq",
        "Column of a number that grows with every change of a key. In a sink it is the Kafka"
            + " offset. In a source connector it is the LSN of the commit before; changes of one"
            + " transaction share it and are ordered by the column of lsn.field."
            + LEAVES_OUT);
    def.define(
        SEQ_BASE,
        ConfigDef.Type.LONG,
        0L,
        ConfigDef.Range.atLeast(0),
        ConfigDef.Importance.LOW,
        "In a sink, the number that is added to the Kafka offset in the column of seq.field. Where a"
            + " topic was lost and begins again, give the new one a larger number than any offset"
            + " before, so that later changes still have the larger number.");
    name(
        def,
        DELETED_FIELD,
        "_is_deleted",
        "Column that is true for a delete, and false otherwise. Do not name it _deleted: Iceberg"
            + " reserves that name, and Spark cannot read such a table."
            + LEAVES_OUT);
    name(
        def,
        BEFORE_FIELD,
        "",
        "Column with the whole row before an update or a delete, as a struct, for example _before."
            + " Without a name the column is left out.");
    name(
        def,
        UNCHANGED_FIELD,
        "_unchanged",
        "Column with the names of columns that are null only because PostgreSQL did not send them."
            + " These are large values (TOAST) that an update did not change. Null if there are"
            + " none, and in a delete."
            + LEAVES_OUT);
    def.define(
        UNCHANGED_HEADER,
        ConfigDef.Type.STRING,
        UnchangedColumns.HEADER,
        new ConfigDef.NonEmptyString(),
        ConfigDef.Importance.LOW,
        "The record header that names the columns that were not sent, as an array or separated by"
            + " commas. They become null. A header of the same name with .before at the end names"
            + " those of an update's old values.");
    def.define(
        TRUNCATE,
        ConfigDef.Type.STRING,
        "row",
        ConfigDef.ValidString.in("row", "drop"),
        ConfigDef.Importance.MEDIUM,
        "What a TRUNCATE becomes. row: a row whose columns are null and whose operation is t."
            + " drop: nothing.");
    def.define(
        ON_CONTROL,
        ConfigDef.Type.STRING,
        "drop",
        ConfigDef.ValidString.in("drop", "pass", "fail"),
        ConfigDef.Importance.MEDIUM,
        "What to do with records that are not row changes: tombstones, heartbeats, transaction"
            + " metadata, logical messages, markers for the mirror sink, and all others without an"
            + " envelope. drop: drop them in a sink, and pass them on in a source connector, whose"
            + " positions they carry. pass: pass them on unchanged. fail: fail.");
    return def;
  }

  private static void name(ConfigDef def, String key, String defaultName, String doc) {
    def.define(
        key,
        ConfigDef.Type.STRING,
        defaultName,
        new ConfigDef.NonNullValidator(),
        ConfigDef.Importance.LOW,
        doc);
  }

  private enum OnControl {
    DROP,
    PASS,
    FAIL
  }

  private final IdentityCache<Optional<ChangePlan>> plans = new IdentityCache<>();
  private FlattenOptions options;
  private UnchangedColumns unchangedColumns;
  private boolean truncateRows;
  private long seqBase;
  private OnControl onControl;

  @Override
  public void configure(Map<String, ?> configs) {
    AbstractConfig config = new AbstractConfig(CONFIG, configs, false);
    FlattenOptions.Layout layout =
        FlattenOptions.Layout.valueOf(config.getString(LAYOUT).toUpperCase(Locale.ROOT));
    options =
        new FlattenOptions(
            layout,
            layout == FlattenOptions.Layout.ROW || config.getBoolean(FLATTEN),
            config.getString(OLD_PREFIX),
            config.getString(NEW_PREFIX),
            config.getString(OLD_FIELD),
            config.getString(NEW_FIELD),
            config.getBoolean(LOWER_CASE),
            new FlattenOptions.MetadataColumns(
                config.getString(OP_FIELD),
                config.getString(TS_FIELD),
                config.getString(LSN_FIELD),
                config.getString(TXID_FIELD),
                config.getString(SEQ_FIELD),
                config.getString(DELETED_FIELD),
                config.getString(BEFORE_FIELD),
                config.getString(UNCHANGED_FIELD)));
    unchangedColumns = new UnchangedColumns(config.getString(UNCHANGED_HEADER));
    seqBase = config.getLong(SEQ_BASE);
    truncateRows = config.getString(TRUNCATE).equals("row");
    onControl = OnControl.valueOf(config.getString(ON_CONTROL).toUpperCase(Locale.ROOT));
  }

  @Override
  public R apply(R record) {
    Object value = record.value();
    if (value != null && record.valueSchema() == null) {
      throw new DataException(
          "A record of topic "
              + record.topic()
              + " has a value without a schema. FlattenChange needs schemas: set"
              + " value.converter.schemas.enable=true, or use a converter with a schema registry.");
    }
    if (!(value instanceof Struct envelope)) {
      return control(record);
    }
    ChangePlan plan = plans.get(envelope.schema(), this::compile).orElse(null);
    if (plan == null) {
      return control(record);
    }
    Change change = plan.change(envelope);
    if (change == null) {
      return control(record);
    }
    if (change == Change.TRUNCATE && !truncateRows) {
      return null;
    }
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        plan.schema(),
        plan.row(
            envelope,
            change,
            offset(record),
            unchangedColumns.ofRow(record.headers()),
            change == Change.UPDATE ? unchangedColumns.ofRowBefore(record.headers()) : null),
        record.timestamp());
  }

  /**
   * A source's control records carry its positions: heartbeats that of the slot, a tombstone that
   * of its delete. Connect stores no position of a record that is dropped.
   */
  private R control(R record) {
    return switch (onControl) {
      case DROP -> isOfSource(record) ? record : null;
      case PASS -> record;
      case FAIL ->
          throw new DataException(
              "A record of topic "
                  + record.topic()
                  + " is not a row change (a tombstone, a heartbeat or the like). Set on.control"
                  + " to drop or pass.");
    };
  }

  private static boolean isOfSource(ConnectRecord<?> record) {
    return record instanceof SourceRecord;
  }

  private Optional<ChangePlan> compile(Schema schema) {
    if (EnvelopeReader.isEnvelope(schema)) {
      ChangePlan plan = new ChangePlan(new EnvelopeReader(schema), options);
      warnOfNames(schema, plan.renamed());
      return Optional.of(plan);
    }
    String name = schema.name();
    if (name == null || !name.startsWith("io.debezium.")) {
      LOG.warn(
          "Records with the schema {} are not change events; on.control={} applies to them",
          name,
          onControl);
    }
    return Optional.empty();
  }

  private void warnOfNames(Schema schema, Map<String, String> renamed) {
    renamed.forEach(
        (column, name) -> {
          if (!options.lowerCase() || !name.equals(column.toLowerCase(Locale.ROOT))) {
            LOG.warn(
                "column \"{}\" of {} lands as \"{}\", because the name is taken: names must"
                    + " differ in more than case, also from the columns that FlattenChange adds"
                    + " (options *.field) and that Iceberg reserves",
                column,
                schema.name(),
                name);
          }
        });
  }

  /** Returns null where there is no offset yet. */
  private Long offset(ConnectRecord<?> record) {
    return record instanceof SinkRecord sink ? Long.valueOf(seqBase + sink.kafkaOffset()) : null;
  }

  @Override
  public ConfigDef config() {
    return CONFIG;
  }

  @Override
  public String version() {
    return Version.CURRENT;
  }

  @Override
  public void close() {}
}
