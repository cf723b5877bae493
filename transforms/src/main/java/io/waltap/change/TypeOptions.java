/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The options that say how values land which Iceberg, or an engine that reads it, cannot hold as
 * they are. Each name may have a prefix.
 */
public final class TypeOptions {
  private static final String TIME_AS = "time.as";
  private static final String UUID_AS = "uuid.as";
  private static final String NUMERIC_UNBOUNDED_AS = "numeric.unbounded.as";
  private static final String INFINITY_AS = "infinity.as";

  private TypeOptions() {}

  /**
   * Adds the options to a definition.
   *
   * @param prefix what the names start with, or an empty text
   */
  public static ConfigDef define(ConfigDef def, String prefix) {
    return def.define(
            prefix + TIME_AS,
            ConfigDef.Type.STRING,
            "time",
            ConfigDef.ValidString.in("time", "string"),
            ConfigDef.Importance.MEDIUM,
            "How a time of day lands: time, or string (ISO 8601) for engines that cannot read"
                + " Iceberg's time, such as Athena. 24:00:00 lands as 23:59:59.999999 in a time"
                + " column, and unchanged in a string column.")
        .define(
            prefix + UUID_AS,
            ConfigDef.Type.STRING,
            "uuid",
            ConfigDef.ValidString.in("uuid", "string"),
            ConfigDef.Importance.MEDIUM,
            "How a uuid lands: uuid, or string for engines that cannot read Iceberg's uuid, such"
                + " as Athena. With uuid, do not set"
                + " iceberg.tables.write-props.write.format.default. Parquet is the default of"
                + " the sink, and a sink for which it is set fails at the first uuid.")
        .define(
            prefix + NUMERIC_UNBOUNDED_AS,
            ConfigDef.Type.STRING,
            "string",
            ConfigDef.ValidString.in("string", "double"),
            ConfigDef.Importance.MEDIUM,
            "How a numeric without precision and scale lands: string (exact), or double (rounded"
                + " to about 16 digits). A numeric of more than 38 digits lands as a string.")
        .define(
            prefix + INFINITY_AS,
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
  }

  /**
   * Returns the mapping that a configuration asks for.
   *
   * @param prefix the prefix that the options were defined with
   */
  public static TypeMapping of(AbstractConfig config, String prefix) {
    return new TypeMapping(
        Temporals.TimeAs.valueOf(upper(config, prefix + TIME_AS)),
        TypeMapping.UuidAs.valueOf(upper(config, prefix + UUID_AS)),
        TypeMapping.UnboundedAs.valueOf(upper(config, prefix + NUMERIC_UNBOUNDED_AS)),
        OutOfRange.Rule.valueOf(upper(config, prefix + INFINITY_AS)));
  }

  private static String upper(AbstractConfig config, String key) {
    return config.getString(key).toUpperCase(Locale.ROOT);
  }
}
