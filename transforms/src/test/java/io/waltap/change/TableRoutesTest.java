/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class TableRoutesTest {
  @Test
  void aTableIsInTheNamespaceOfItsSchemaOrInOneForAll() {
    assertThat(routes("", "").route("srv.public.orders")).isEqualTo("public.orders");
    assertThat(routes("shop", "").route("srv.public.orders")).isEqualTo("shop.orders");
    assertThat(routes("shop", "${schema}_${table}").route("srv.public.orders"))
        .isEqualTo("shop.public_orders");
  }

  @Test
  void renamesComeBeforeTheFormat() {
    TableRoutes routes =
        new TableRoutes(
            "shop", "raw_${table}", false, "", Map.of("orders", "o", "audit.orders", "audit.log"));

    assertThat(routes.route("srv.public.orders")).isEqualTo("shop.o");
    assertThat(routes.route("srv.audit.orders")).isEqualTo("audit.log");
    assertThat(routes.route("srv.public.items")).isEqualTo("shop.raw_items");
  }

  @Test
  void aUniqueNameIsTheTablesAlone() {
    TableRoutes routes = new TableRoutes("shop", "", true, "", Map.of());

    assertThat(routes.route("srv.public.orders")).isEqualTo("shop.orders");
    assertThat(routes.route("srv.a.orders")).isEqualTo("shop.a__orders");
    assertThat(routes.route("srv.public.Orders")).matches("shop\\.orders_[0-9a-f]{8}");
  }

  @Test
  void theTopicPrefixSaysWhereTheSchemaBegins() {
    TableRoutes routes = new TableRoutes("", "", false, "srv", Map.of());

    assertThat(routes.route("srv.public.my.table")).isEqualTo("public.my_table");
    assertThat(routes.route("other.public.orders")).isEqualTo("public.orders");
  }

  // Guards against: the rows of two tables of PostgreSQL in one table of Iceberg.
  @Test
  void theSecondTopicOfATableIsRefusedEachTime() {
    TableRoutes routes = routes("shop", "");

    assertThat(routes.route("srv.public.orders")).isEqualTo("shop.orders");
    assertThat(routes.route("srv.public.orders")).isEqualTo("shop.orders");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> routes.route("srv.audit.Orders"))
          .isInstanceOf(ConnectException.class)
          .hasMessage(
              "The topics srv.public.orders and srv.audit.Orders would both be written to the"
                  + " table shop.orders. Set renames, or table.format=${schema}_${table}.");
    }
  }

  @Test
  void aNameWithoutALetterIsRefused() {
    assertThatThrownBy(() -> routes("", "").route("orders"))
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "The name of the Iceberg namespace for the topic orders would have no letter or"
                + " digit. Set namespace, table.format or renames.");
    assertThatThrownBy(() -> routes("", "").route("srv.public.___"))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("table for the topic srv.public.___");
  }

  @Test
  void theOptionsHaveThePrefix() {
    assertThat(TableRoutes.define(new ConfigDef(), "").names())
        .containsExactly("namespace", "table.format", "unique.names", "topic.prefix", "renames");

    TableRoutes routes =
        routes(
            Map.of(
                "a.namespace",
                "shop",
                "a.table.format",
                "t_${table}",
                "a.unique.names",
                "true",
                "a.topic.prefix",
                "srv",
                "a.renames",
                "orders AS o, public.items as crm.things"));
    assertThat(routes.route("srv.public.orders")).isEqualTo("shop.o");
    assertThat(routes.route("srv.public.items")).isEqualTo("crm.things");
    assertThat(routes.route("srv.public.customers")).isEqualTo("shop.t_customers");
    assertThat(routes.route("srv.public.Big.Table")).matches("shop\\.t_big_table_[0-9a-f]{8}");
  }

  @Test
  void wrongOptionsAreRefusedByName() {
    assertThatThrownBy(() -> routes(Map.of("a.table.format", "all")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a.table.format")
        .hasMessageContaining("must contain ${table}");
    assertThatThrownBy(() -> routes(Map.of("a.table.format", "${table}_${topic}")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("${schema} and ${table} only");
    assertThatThrownBy(() -> routes(Map.of("a.renames", "orders=o")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a.renames")
        .hasMessageContaining("table AS name");
    assertThatThrownBy(() -> routes(Map.of("a.renames", "orders AS o,orders AS p")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a second time");
  }

  private static TableRoutes routes(String namespace, String tableFormat) {
    return new TableRoutes(namespace, tableFormat, false, "", Map.of());
  }

  private static TableRoutes routes(Map<String, String> options) {
    ConfigDef def = TableRoutes.define(new ConfigDef(), "a.");
    return TableRoutes.of(new AbstractConfig(def, options, false), "a.");
  }
}
