/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static io.waltap.connect.config.ConfigFixture.config;
import static io.waltap.connect.config.ConfigFixture.errors;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageKeysTest {

  @Test
  void eachEntryNamesTablesAndTheirColumns() {
    MessageKeys keys =
        config("message.key.columns", "public.orders:region,id; (.*).items:order_id")
            .events()
            .messageKeys();
    List<String> columns = List.of("region", "id", "order_id");
    assertThat(keys.select("public", "orders", columns)).containsExactly("region", "id");
    assertThat(keys.select("sales", "ITEMS", columns)).containsExactly("order_id");
    assertThat(keys.select("public", "customers", columns)).isEmpty();
  }

  @Test
  void aTableMayBeNamedWithItsDatabase() {
    assertThat(
            config("message.key.columns", "shop.public.orders:region")
                .events()
                .messageKeys()
                .select("public", "orders", List.of("id", "region")))
        .containsExactly("region");
  }

  @Test
  void columnsComeInTheOrderOfTheProperty() {
    MessageKeys keys =
        config("message.key.columns", "public.orders:REGION,id").events().messageKeys();
    assertThat(keys.select("public", "orders", List.of("id", "total", "region")))
        .containsExactly("region", "id");
    assertThat(keys.select("public", "orders", List.of("total"))).isEmpty();
    assertThat(keys.select("public", "items", List.of("id"))).isEmpty();
  }

  @Test
  void withoutThePropertyNoTableHasKeyColumns() {
    assertThat(config().events().messageKeys().select("public", "orders", List.of("id"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"public.orders", "public.orders:", ":id", "public.a:id;public.b"})
  void anEntryWithoutTableOrColumnsIsAnError(String value) {
    assertThat(errors("message.key.columns", value))
        .singleElement()
        .asString()
        .contains("schema.table:column");
  }

  @Test
  void anImpossibleTablePatternIsAnError() {
    assertThat(errors("message.key.columns", "public.(t:id"))
        .singleElement()
        .asString()
        .contains("public.(t");
  }
}
