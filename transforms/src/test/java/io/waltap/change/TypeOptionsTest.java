/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class TypeOptionsTest {
  @Test
  void theOptionsHaveThePrefix() {
    assertThat(TypeOptions.define(new ConfigDef(), "").names())
        .containsExactly("time.as", "uuid.as", "numeric.unbounded.as", "infinity.as");
    assertThat(TypeOptions.define(new ConfigDef(), "a.").names())
        .containsExactly("a.time.as", "a.uuid.as", "a.numeric.unbounded.as", "a.infinity.as");
  }

  @Test
  void theMappingIsWhatTheyAskFor() {
    assertThat(mapping(Map.of()))
        .isEqualTo(
            new TypeMapping(
                Temporals.TimeAs.TIME,
                TypeMapping.UuidAs.UUID,
                TypeMapping.UnboundedAs.STRING,
                OutOfRange.Rule.NULL));
    assertThat(
            mapping(
                Map.of(
                    "a.time.as",
                    "string",
                    "a.uuid.as",
                    "string",
                    "a.numeric.unbounded.as",
                    "double",
                    "a.infinity.as",
                    "fail")))
        .isEqualTo(
            new TypeMapping(
                Temporals.TimeAs.STRING,
                TypeMapping.UuidAs.STRING,
                TypeMapping.UnboundedAs.DOUBLE,
                OutOfRange.Rule.FAIL));
  }

  @Test
  void anUnknownValueIsRefused() {
    assertThatThrownBy(() -> mapping(Map.of("a.infinity.as", "text")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a.infinity.as");
  }

  private static TypeMapping mapping(Map<String, String> options) {
    ConfigDef def = TypeOptions.define(new ConfigDef(), "a.");
    return TypeOptions.of(new AbstractConfig(def, options, false), "a.");
  }
}
