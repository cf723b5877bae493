/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;

class RecordPlansTest {
  private static final int MOST = 3;

  private final RecordPlans plans =
      new RecordPlans(
          new PlanCompiler(
              new JsonSettings(false, true, false, MOST),
              new SchemaText((schema, value) -> new byte[0])),
          MOST);

  @Test
  void aSchemaKeepsItsPlan() {
    Schema first = table(1);
    Schema second = table(2);
    RecordPlan plan = plans.of(first);

    assertThat(plan).isNotSameAs(RecordPlan.NONE);
    assertThat(plans.of(second)).isNotSameAs(plan);
    assertThat(plans.of(first)).isSameAs(plan);
    assertThat(plans.of(first)).isSameAs(plan);
  }

  @Test
  void anEqualSchemaHasAPlanOfItsOwn() {
    assertThat(plans.of(table(1))).isNotSameAs(plans.of(table(1)));
  }

  @Test
  void allAreForgottenWhenThereAreTooMany() {
    Schema first = table(0);
    RecordPlan plan = plans.of(first);
    for (int i = 1; i < MOST; i++) {
      plans.of(table(i));
    }
    assertThat(plans.of(first)).isSameAs(plan);

    plans.of(table(MOST));

    assertThat(plans.of(first)).isNotSameAs(plan);
  }

  @Test
  void schemasWithoutAPlanAreLeftToKafka() {
    Schema deep = Schema.INT32_SCHEMA;
    for (int i = 0; i < 200; i++) {
      deep = SchemaBuilder.struct().field("deeper", deep).build();
    }
    Schema decimalNames = SchemaBuilder.string().name(Decimal.LOGICAL_NAME).build();
    Schema twice =
        new ConnectSchema(
            Schema.Type.STRUCT,
            false,
            null,
            null,
            null,
            null,
            null,
            List.of(
                new Field("same", 0, Schema.INT32_SCHEMA),
                new Field("same", 1, Schema.INT32_SCHEMA)),
            null,
            null);
    Schema untyped = new ConnectSchema(Schema.Type.ARRAY);

    assertThat(
            List.of(
                Schema.STRING_SCHEMA,
                SchemaBuilder.struct(),
                struct(SchemaBuilder.int32()),
                struct(untyped),
                struct(SchemaBuilder.map(decimalNames, Schema.INT32_SCHEMA).build()),
                deep,
                twice))
        .allSatisfy(schema -> assertThat(plans.of(schema)).isSameAs(RecordPlan.NONE));
  }

  private static Schema table(int number) {
    return SchemaBuilder.struct().name("table" + number).field("id", Schema.INT32_SCHEMA).build();
  }

  private static Schema struct(Schema field) {
    return SchemaBuilder.struct().field("field", field).build();
  }
}
