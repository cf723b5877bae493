/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import io.waltap.change.IdentityCache;
import io.waltap.change.StructConversion;
import io.waltap.change.TypeMapping;
import io.waltap.change.TypeOptions;
import io.waltap.change.TypedStruct;
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
  /** The options. */
  public static final ConfigDef CONFIG = TypeOptions.define(new ConfigDef(), "");

  private final IdentityCache<StructConversion> conversions = new IdentityCache<>();
  private TypeMapping mapping;

  @Override
  public void configure(Map<String, ?> configs) {
    mapping = TypeOptions.of(new AbstractConfig(CONFIG, configs, false), "");
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
