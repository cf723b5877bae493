/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;

class SchemaTextTest {
  private static final Schema SCHEMA =
      SchemaBuilder.struct()
          .name("table")
          .optional()
          .field("items", Schema.INT32_SCHEMA)
          .field("😀", SchemaBuilder.int32().defaultValue(7).doc("a \"doc\"").build())
          .build();

  @Test
  void itIsWhatKafkaWritesForTheSchema() {
    JsonConverter kafkas = new JsonConverter();
    kafkas.configure(Map.of("schemas.enable", true), false);
    SchemaText text =
        new SchemaText((schema, value) -> kafkas.fromConnectData("topic", schema, value));
    String whole =
        new String(kafkas.fromConnectData("topic", SCHEMA, null), StandardCharsets.UTF_8);

    assertThat(new String(text.of(SCHEMA), StandardCharsets.UTF_8))
        .isEqualTo(
            whole.substring(
                "{\"schema\":".length(), whole.length() - ",\"payload\":null}".length()));
  }

  @Test
  void aFormThatIsNotKnownIsLeftAlone() {
    for (String unknown :
        new String[] {
          "", "{}", "{\"schema\":{\"type\":\"array\",\"items\":{}}}", "x".repeat(1_000)
        }) {
      SchemaText text =
          new SchemaText((schema, value) -> unknown.getBytes(StandardCharsets.US_ASCII));

      assertThatThrownBy(() -> text.of(SCHEMA)).isInstanceOf(UnwritableException.class);
    }
  }

  @Test
  void withoutItThereIsNoPlan() {
    PlanCompiler compiler =
        new PlanCompiler(
            new JsonSettings(true, true, false, 1), new SchemaText((schema, value) -> new byte[0]));

    assertThat(compiler.compile(SCHEMA)).isSameAs(RecordPlan.NONE);
  }
}
