/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.connect.json.JsonConverterConfig;
import org.junit.jupiter.api.Test;

class JsonSettingsTest {
  @Test
  void theDefaultsAreKafkas() {
    JsonConverterConfig kafkas = new JsonConverterConfig(Map.of("converter.type", "value"));

    assertThat(JsonSettings.of(kafkas.values()))
        .isEqualTo(new JsonSettings(true, true, false, 1_000));
  }

  @Test
  void theSettingsAreThoseOfKafkasConverter() {
    JsonConverterConfig kafkas =
        new JsonConverterConfig(
            Map.of(
                "converter.type", "key",
                "schemas.enable", "false",
                "schemas.cache.size", "7",
                "replace.null.with.default", "false",
                "decimal.format", "Numeric"));

    assertThat(JsonSettings.of(kafkas.values())).isEqualTo(new JsonSettings(false, false, true, 7));
  }

  @Test
  void workersThatCannotKeepANullReplaceIt() {
    Map<String, ?> old =
        Map.of("schemas.enable", true, "schemas.cache.size", 7, "decimal.format", "BASE64");

    assertThat(JsonSettings.of(old)).isEqualTo(new JsonSettings(true, true, false, 7));
  }
}
