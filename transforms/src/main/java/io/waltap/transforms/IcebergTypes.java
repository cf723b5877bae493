/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Gives the Apache Iceberg sink values of which it makes native columns: it must stand last in the
 * sink's own chain, because the value that leaves it carries {@code java.time} objects that no
 * converter writes.
 *
 * <table>
 * <caption>What becomes of which type, with the columns that the sink creates by itself</caption>
 * <tr><th>schema of the event</th><th>value</th><th>column</th></tr>
 * <tr><td>MicroTimestamp, Timestamp, NanoTimestamp, IsoTimestamp, Connect's Timestamp</td><td>LocalDateTime</td>
 *     <td>timestamptz (see below); a column created as timestamp takes it as well</td></tr>
 * <tr><td>ZonedTimestamp, io.waltap.time.InstantMicros</td><td>OffsetDateTime, UTC</td><td>timestamptz</td></tr>
 * <tr><td>Date, IsoDate, Connect's Date</td><td>LocalDate</td><td>date</td></tr>
 * <tr><td>MicroTime, Time, NanoTime, IsoTime, Connect's Time</td><td>LocalTime, or text</td><td>time, or string</td></tr>
 * <tr><td>ZonedTime</td><td>text</td><td>string: Iceberg has no time of day with a zone</td></tr>
 * <tr><td>Decimal</td><td>BigDecimal</td><td>decimal(38, scale); string beyond 38 digits or a scale of 0 to 38</td></tr>
 * <tr><td>VariableScaleDecimal</td><td>text, or Double</td><td>string, or double</td></tr>
 * <tr><td>Uuid</td><td>text</td><td>uuid, or string</td></tr>
 * <tr><td>Json, Xml, Enum, Ltree, Tsvector, Interval</td><td>text</td><td>string</td></tr>
 * <tr><td>Bits</td><td>bytes</td><td>binary</td></tr>
 * <tr><td>MicroDuration</td><td>Long</td><td>long</td></tr>
 * <tr><td>arrays, maps, structs</td><td>the same of converted values</td><td>list, map, struct</td></tr>
 * </table>
 *
 * <p>There is nothing in a Connect schema from which the sink 1.12 would create a {@code timestamp}
 * without zone. A column of PostgreSQL's {@code timestamp} that the sink creates is therefore a
 * timestamptz with the wall clock time read as UTC; in a table that was created beforehand with a
 * {@code timestamp} column the same values land as they are.
 *
 * <p>Every column and every element is optional, no default replaces a null.
 */
public final class IcebergTypes<R extends ConnectRecord<R>>
    implements Transformation<R>, Versioned {
  static final String TIME_AS = "time.as";
  static final String UUID_AS = "uuid.as";
  static final String NUMERIC_UNBOUNDED_AS = "numeric.unbounded.as";
  static final String INFINITY_AS = "infinity.as";

  /** The options. */
  public static final ConfigDef CONFIG =
      new ConfigDef()
          .define(
              TIME_AS,
              ConfigDef.Type.STRING,
              "time",
              ConfigDef.ValidString.in("time", "string"),
              ConfigDef.Importance.MEDIUM,
              "How a time of day lands: time, or string (ISO 8601) for engines that cannot read"
                  + " Iceberg's time, as Athena. 24:00:00 lands as 23:59:59.999999 in a time"
                  + " column and as it is in a string column.")
          .define(
              UUID_AS,
              ConfigDef.Type.STRING,
              "uuid",
              ConfigDef.ValidString.in("uuid", "string"),
              ConfigDef.Importance.MEDIUM,
              "How a uuid lands: uuid, or string for engines that cannot read Iceberg's uuid, as"
                  + " Athena. With uuid, leave"
                  + " iceberg.tables.write-props.write.format.default unset: Parquet is the"
                  + " sink's default, and naming it stops the sink at the first uuid.")
          .define(
              NUMERIC_UNBOUNDED_AS,
              ConfigDef.Type.STRING,
              "string",
              ConfigDef.ValidString.in("string", "double"),
              ConfigDef.Importance.MEDIUM,
              "How a numeric without precision and scale lands: string (exact), or double (rounded"
                  + " to some 16 digits). A numeric of more than 38 digits lands as a string.")
          .define(
              INFINITY_AS,
              ConfigDef.Type.STRING,
              "null",
              ConfigDef.ValidString.in("null", "bound", "fail"),
              ConfigDef.Importance.MEDIUM,
              "What becomes of a value that Iceberg cannot hold: infinity and -infinity, a moment"
                  + " outside the range of 64-bit microseconds, a number of more than 38 digits."
                  + " null: it lands as NULL. bound: a late one lands as 9999-12-31"
                  + " (23:59:59.999999), an early one as 0001-01-01, a number as the largest or"
                  + " smallest of its column; other values beyond these years stay as they are."
                  + " fail: the record fails, for errors.tolerance to say what then. Text that is"
                  + " no value of its type (a uuid of \"\" in the row before a delete) becomes"
                  + " NULL, or fails with fail.");

  private final IdentityCache<StructConversion> conversions = new IdentityCache<>();
  private TypeMapping mapping;

  @Override
  public void configure(Map<String, ?> configs) {
    AbstractConfig config = new AbstractConfig(CONFIG, configs, false);
    mapping =
        new TypeMapping(
            Temporals.TimeAs.valueOf(upper(config, TIME_AS)),
            TypeMapping.UuidAs.valueOf(upper(config, UUID_AS)),
            TypeMapping.UnboundedAs.valueOf(upper(config, NUMERIC_UNBOUNDED_AS)),
            OutOfRange.Rule.valueOf(upper(config, INFINITY_AS)));
  }

  private static String upper(AbstractConfig config, String key) {
    return config.getString(key).toUpperCase(Locale.ROOT);
  }

  /** Records without a value, and those whose value is no struct, pass as they are. */
  @Override
  public R apply(R record) {
    if (!(record.value() instanceof Struct struct) || struct instanceof TypedStruct) {
      return record;
    }
    StructConversion conversion = conversions.get(struct.schema(), this::compile);
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        conversion.schema(),
        conversion.typed(struct),
        record.timestamp());
  }

  private StructConversion compile(Schema schema) {
    return mapping.struct(schema, schema.name() == null ? "" : schema.name());
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
