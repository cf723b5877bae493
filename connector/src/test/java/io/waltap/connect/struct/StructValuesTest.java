/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class StructValuesTest {
  private static final Schema SCHEMA =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("name", SchemaBuilder.string().optional().defaultValue("nobody").build())
          .build();
  private static final Field ID = SCHEMA.field("id");
  private static final Field NAME = SCHEMA.field("name");

  @Test
  void aStructIsTheSameAsOneThatWasFilledByPut() {
    Struct struct = new Struct(SCHEMA);
    StructValues.set(struct, ID, 7L);
    StructValues.set(struct, NAME, "seven");

    assertThat(struct).isEqualTo(new Struct(SCHEMA).put(ID, 7L).put(NAME, "seven"));
    assertThat(StructValues.get(struct, ID)).isEqualTo(7L);
  }

  @Test
  void nullStaysNullAndIsNoDefault() {
    Struct struct = new Struct(SCHEMA);
    StructValues.set(struct, NAME, null);

    assertThat(StructValues.get(struct, NAME)).isNull();
    assertThat(struct.get(NAME)).isEqualTo("nobody");
  }

  @Test
  void nullIsRefusedWhereTheSchemaDoesNotAllowIt() {
    assertThatThrownBy(() -> StructValues.set(new Struct(SCHEMA), ID, null))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("\"id\"");
  }

  @Test
  void aCopyDoesNotShowLaterChangesOfTheOriginal() {
    Struct original = new Struct(SCHEMA).put(ID, 7L).put(NAME, "seven");

    Struct copy = StructValues.copy(original);
    original.put(NAME, "eight");

    assertThat(copy).isEqualTo(new Struct(SCHEMA).put(ID, 7L).put(NAME, "seven"));
  }

  @Test
  void theCheckIsLeftOutWithThisVersionOfConnect() {
    Struct struct = new Struct(SCHEMA);
    StructValues.set(struct, ID, "no number");

    assertThat(StructValues.get(struct, ID))
        .as("Struct.put would have refused it: then its private field has another name now")
        .isEqualTo("no number");
  }
}
