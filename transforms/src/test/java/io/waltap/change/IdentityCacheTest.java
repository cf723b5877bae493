/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;

class IdentityCacheTest {
  private final List<Schema> compiled = new ArrayList<>();
  private final IdentityCache<String> cache = new IdentityCache<>(2);

  @Test
  void anEqualSchemaIsNotTheSame() {
    Schema one = schema();
    Schema two = schema();

    get(one);
    get(two);
    get(one);

    assertThat(one).isEqualTo(two);
    assertThat(compiled).hasSize(2);
  }

  @Test
  void theEntryUsedLongestAgoGoesFirst() {
    Schema one = schema();
    Schema two = schema();
    Schema three = schema();

    get(one);
    get(two);
    get(one);
    get(three);
    get(one);
    assertThat(compiled).hasSize(3);
    get(two);

    assertThat(compiled).hasSize(4);
    assertThat(cache.size()).isEqualTo(2);
  }

  private void get(Schema schema) {
    String value =
        cache.get(
            schema,
            key -> {
              compiled.add(key);
              return "compiled";
            });
    assertThat(value).isEqualTo("compiled");
  }

  private static Schema schema() {
    return SchemaBuilder.struct().field("c", Schema.STRING_SCHEMA).build();
  }
}
