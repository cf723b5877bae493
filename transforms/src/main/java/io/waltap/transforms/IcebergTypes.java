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
 * Gives the Apache Iceberg sink values that it writes to columns of Iceberg's own types. This
 * transform must be the last in the sink's chain: its values hold {@code java.time} objects, which
 * no converter can write.
 *
 * <table>
 * <caption>Each type, and the column that the sink creates for it</caption>
 * <tr><th>schema of the event</th><th>value</th><th>column</th></tr>
 * <tr><td>MicroTimestamp, Timestamp, NanoTimestamp, IsoTimestamp, Connect's Timestamp</td>
 *     <td>LocalDateTime</td>
 *     <td>timestamptz (see below); a column created as timestamp takes it as well</td></tr>
 * <tr><td>ZonedTimestamp, io.waltap.time.InstantMicros</td><td>OffsetDateTime, UTC</td>
 *     <td>timestamptz</td></tr>
 * <tr><td>Date, IsoDate, Connect's Date</td><td>LocalDate</td><td>date</td></tr>
 * <tr><td>MicroTime, Time, NanoTime, IsoTime, Connect's Time</td><td>LocalTime, or text</td>
 *     <td>time, or string</td></tr>
 * <tr><td>ZonedTime</td><td>text</td><td>string: Iceberg has no time of day with a zone</td></tr>
 * <tr><td>Decimal</td><td>BigDecimal</td>
 *     <td>decimal(38, scale); string beyond 38 digits or a scale of 0 to 38</td></tr>
 * <tr><td>VariableScaleDecimal</td><td>text, or Double</td><td>string, or double</td></tr>
 * <tr><td>Uuid</td><td>text</td><td>uuid, or string</td></tr>
 * <tr><td>Json, Xml, Enum, Ltree, Tsvector, Interval</td><td>text</td><td>string</td></tr>
 * <tr><td>Bits</td><td>bytes</td><td>binary</td></tr>
 * <tr><td>MicroDuration</td><td>Long</td><td>long</td></tr>
 * <tr><td>arrays, maps, structs</td><td>the same of converted values</td>
 *     <td>list, map, struct</td></tr>
 * </table>
 *
 * <p>No Connect schema makes the sink 1.12 create a {@code timestamp} without zone. For
 * PostgreSQL's {@code timestamp}, the sink therefore creates a timestamptz column, and the wall
 * clock time is read as UTC. In a table that was created beforehand with a {@code timestamp}
 * column, the same values land unchanged.
 *
 * <p>Every column and every element is optional. No default replaces a null.
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
                  + " Iceberg's time, such as Athena. 24:00:00 lands as 23:59:59.999999 in a time"
                  + " column, and unchanged in a string column.")
          .define(
              UUID_AS,
              ConfigDef.Type.STRING,
              "uuid",
              ConfigDef.ValidString.in("uuid", "string"),
              ConfigDef.Importance.MEDIUM,
              "How a uuid lands: uuid, or string for engines that cannot read Iceberg's uuid, such"
                  + " as Athena. With uuid, do not set"
                  + " iceberg.tables.write-props.write.format.default. Parquet is the default of"
                  + " the sink, and a sink for which it is set fails at the first uuid.")
          .define(
              NUMERIC_UNBOUNDED_AS,
              ConfigDef.Type.STRING,
              "string",
              ConfigDef.ValidString.in("string", "double"),
              ConfigDef.Importance.MEDIUM,
              "How a numeric without precision and scale lands: string (exact), or double (rounded"
                  + " to about 16 digits). A numeric of more than 38 digits lands as a string.")
          .define(
              INFINITY_AS,
              ConfigDef.Type.STRING,
              "null",
              ConfigDef.ValidString.in("null", "bound", "fail"),
              ConfigDef.Importance.MEDIUM,
              "How a value lands that Iceberg cannot hold: infinity and -infinity, a time outside"
                  + " the range of 64-bit microseconds, a number of more than 38 digits. null: the"
                  + " value lands as NULL. bound: a late time lands as 9999-12-31"
                  + " (23:59:59.999999), an early time as 0001-01-01, and a number as the largest"
                  + " or smallest number of its column. Other times beyond these years stay"
                  + " unchanged. fail: the record fails, and errors.tolerance applies. Text that"
                  + " is not a value of its type (a uuid of \"\" in the row before a delete) lands"
                  + " as NULL; with fail, the record fails.");

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

  /** Records without a value, and records whose value is not a struct, pass unchanged. */
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
