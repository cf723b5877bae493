/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.util.Map;
import org.apache.kafka.connect.json.JsonConverterConfig;

/**
 * Those settings of JsonConverter that matter for writing.
 *
 * @param schemas each record carries its schema
 * @param defaultsForNulls where a schema has a default, a null becomes that
 * @param numericDecimals decimals are numbers, and not Base64 of their unscaled value
 * @param cachedSchemas for how many schemas something may be kept
 */
record JsonSettings(
    boolean schemas, boolean defaultsForNulls, boolean numericDecimals, int cachedSchemas) {

  /**
   * @param values as parsed by the definition of the worker's own JsonConverter. They are read by
   *     name, as older workers lack some of the accessors; the names are constants, which the
   *     compiler copies.
   */
  static JsonSettings of(Map<String, ?> values) {
    // workers that do not know this setting always replace
    Object replace = values.get(JsonConverterConfig.REPLACE_NULL_WITH_DEFAULT_CONFIG);
    return new JsonSettings(
        (Boolean) values.get(JsonConverterConfig.SCHEMAS_ENABLE_CONFIG),
        replace == null || (Boolean) replace,
        "NUMERIC".equalsIgnoreCase((String) values.get(JsonConverterConfig.DECIMAL_FORMAT_CONFIG)),
        (Integer) values.get(JsonConverterConfig.SCHEMAS_CACHE_SIZE_CONFIG));
  }
}
