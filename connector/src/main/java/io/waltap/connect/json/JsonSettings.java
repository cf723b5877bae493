/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.util.Map;
import org.apache.kafka.connect.json.JsonConverterConfig;

/**
 * The settings of JsonConverter that matter for writing.
 *
 * @param schemas whether each record carries its schema
 * @param defaultsForNulls whether a null becomes the schema's default, if the schema has one
 * @param numericDecimals whether decimals are numbers, and not Base64 of their unscaled value
 * @param cachedSchemas the number of schemas for which something may be kept
 */
record JsonSettings(
    boolean schemas, boolean defaultsForNulls, boolean numericDecimals, int cachedSchemas) {

  /**
   * @param values the settings, as the definition of the worker's own JsonConverter parsed them.
   *     They are read by name, because older workers lack some of the accessors. The names are
   *     constants, which the compiler copies.
   */
  static JsonSettings of(Map<String, ?> values) {
    // workers without this setting always write the default
    Object replace = values.get(JsonConverterConfig.REPLACE_NULL_WITH_DEFAULT_CONFIG);
    return new JsonSettings(
        (Boolean) values.get(JsonConverterConfig.SCHEMAS_ENABLE_CONFIG),
        replace == null || (Boolean) replace,
        "NUMERIC".equalsIgnoreCase((String) values.get(JsonConverterConfig.DECIMAL_FORMAT_CONFIG)),
        (Integer) values.get(JsonConverterConfig.SCHEMAS_CACHE_SIZE_CONFIG));
  }
}
