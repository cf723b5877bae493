/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.change.Envelopes;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  private static final Schema ROW =
      SchemaBuilder.struct()
          .name("row")
          .field("id", Schema.OPTIONAL_INT32_SCHEMA)
          .field("name", SchemaBuilder.string().optional().defaultValue("anon").build())
          .build();

  @Test
  void aTableStandsInTheNamespaceOfItsSchema() {
    assertThat(target(Map.of(), "srv.public.orders")).isEqualTo("public.orders");
    assertThat(target(Map.of(), "my.prefix.public.orders")).isEqualTo("public.orders");
  }

  @Test
  void namespaceAndFormatCanBeGiven() {
    assertThat(target(Map.of("namespace", "shop"), "srv.public.orders")).isEqualTo("shop.orders");
    assertThat(
            target(
                Map.of("namespace", "shop", "table.format", "${schema}_${table}"),
                "srv.public.orders"))
        .isEqualTo("shop.public_orders");
  }

  @Test
  void namesFollowTheRulesOfS3Tables() {
    assertThat(target(Map.of(), "srv.Sales-EU._Order Items_")).isEqualTo("sales_eu.order_items");
    assertThat(target(Map.of(), "srv.public." + "x".repeat(300)))
        .isEqualTo("public." + "x".repeat(255));
    assertThatThrownBy(() -> target(Map.of(), "srv.public.___"))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("srv.public.___");
  }

  @Test
  void aTableMayHaveADotIfThePrefixIsGiven() {
    assertThat(target(Map.of("topic.prefix", "srv"), "srv.public.my.table"))
        .isEqualTo("public.my_table");
  }

  @Test
  void aTopicWithoutASchemaNeedsANamespace() {
    assertThat(target(Map.of("namespace", "shop"), "orders")).isEqualTo("shop.orders");
    assertThatThrownBy(() -> target(Map.of(), "orders"))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("namespace");
  }

  @Test
  void tablesCanBeRenamed() {
    Map<String, String> renames =
        Map.of(
            "renames", "orders AS o, public.customers as crm.clients, audit.orders AS audit_log");

    assertThat(target(renames, "srv.public.orders")).isEqualTo("public.o");
    assertThat(target(renames, "srv.audit.orders")).isEqualTo("audit.audit_log");
    assertThat(target(renames, "srv.public.customers")).isEqualTo("crm.clients");
    assertThat(target(renames, "srv.public.items")).isEqualTo("public.items");
  }

  // Guards against: one table whose name stops the sink for all, and a name that another table
  // changes.
  @Test
  void uniqueNamesAreDecidedByThemselves() {
    Map<String, String> unique = Map.of("namespace", "shop", "unique.names", "true");

    assertThat(target(unique, "srv.public.orders")).isEqualTo("shop.orders");
    assertThat(target(unique, "srv.a.orders")).isEqualTo("shop.a__orders");
    assertThat(target(unique, "srv.b.orders")).isEqualTo("shop.b__orders");
    assertThat(target(unique, "srv.public.Orders")).asString().matches("shop\\.orders_[0-9a-f]{8}");
    assertThat(target(unique, "srv.public.___")).asString().matches("shop\\.t_[0-9a-f]{8}");
    assertThat(target(unique, "srv.public.a__orders"))
        .as("looks like a table of the schema a")
        .asString()
        .matches("shop\\.a__orders_[0-9a-f]{8}");
    assertThat(target(unique, "srv.a._x")).isNotEqualTo(target(unique, "srv.a_.x"));
    assertThat(target(unique, "srv.public." + "x".repeat(300)))
        .asString()
        .matches("shop\\.x{246}_[0-9a-f]{8}");
  }

  @Test
  void uniqueNamesFollowTheFormatThatIsGiven() {
    Map<String, String> unique =
        Map.of("namespace", "shop", "unique.names", "true", "table.format", "${schema}_${table}");

    assertThat(target(unique, "srv.public.orders")).isEqualTo("shop.public_orders");
    assertThat(target(unique, "srv.public.Orders"))
        .asString()
        .matches("shop\\.public_orders_[0-9a-f]{8}");
  }

  // Guards against: two tables in one Iceberg table, because their names join to the same name.
  @Test
  void aNameThatTwoTablesCouldHaveEndsWithAHash() {
    Map<String, String> unique =
        Map.of("namespace", "shop", "unique.names", "true", "table.format", "${schema}_${table}");

    assertThat(target(unique, "srv.a.b_c")).asString().matches("shop\\.a_b_c_[0-9a-f]{8}");
    assertThat(target(unique, "srv.a_b.c")).asString().matches("shop\\.a_b_c_[0-9a-f]{8}");
    assertThat(target(unique, "srv.a.b_c")).isNotEqualTo(target(unique, "srv.a_b.c"));
  }

  @Test
  void aFormatOfTheTableAloneMeansWhatItSays() {
    Map<String, String> unique =
        Map.of("namespace", "shop", "unique.names", "true", "table.format", "${table}");

    assertThat(target(unique, "srv.sales.orders")).isEqualTo("shop.orders");
    assertThat(target(unique, "srv.public.order__items")).isEqualTo("shop.order__items");
    assertThat(target(unique, "srv.sales.Orders")).asString().matches("shop\\.orders_[0-9a-f]{8}");
    RouteTable<SinkRecord> route = route(unique);
    route.apply(record("srv.sales.orders"));
    assertThatThrownBy(() -> route.apply(record("srv.public.orders")))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("renames");
  }

  // Guards against: offsets under a name that the sink does not find after a restart.
  @Test
  void aTopicThatWasRenamedIsRefused() {
    SinkRecord record = record(Envelopes.TOPIC);
    SinkRecord renamed =
        record.newRecord(
            "orders",
            record.kafkaPartition(),
            record.keySchema(),
            record.key(),
            record.valueSchema(),
            record.value(),
            record.timestamp());

    assertThatThrownBy(() -> route(Map.of("namespace", "shop")).apply(renamed))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(Envelopes.TOPIC)
        .hasMessageContaining("orders");
  }

  @Test
  void twoTopicsForOneTableAreRefusedByName() {
    RouteTable<SinkRecord> route = route(Map.of("namespace", "shop"));
    route.apply(record("srv.public.orders"));
    route.apply(record("srv.public.orders"));

    assertThatThrownBy(() -> route.apply(record("srv.audit.Orders")))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("srv.public.orders")
        .hasMessageContaining("srv.audit.Orders")
        .hasMessageContaining("shop.orders");
    // and again: the first refusal must not make the topic known
    assertThatThrownBy(() -> route.apply(record("srv.audit.Orders")))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void theRowIsKeptAndANullStaysANull() {
    RouteTable<SinkRecord> route = route(Map.of("target.field", "into"));
    SinkRecord first = route.apply(record("srv.public.orders"));
    SinkRecord second = route.apply(record("srv.public.orders"));

    Struct row = (Struct) first.value();
    assertThat(row.get("id")).isEqualTo(1);
    assertThat(row.getWithoutDefault("name")).isNull();
    assertThat(row.get("into")).isEqualTo("public.orders");
    assertThat(first.key()).isEqualTo("key");
    assertThat(first.headers().lastWithName("h").value()).isEqualTo("x");
    assertThat(second.valueSchema()).isSameAs(first.valueSchema());
  }

  @Test
  void aFlattenedChangeKeepsItsNestedValues() {
    FlattenChange<SinkRecord> flatten = new FlattenChange<>();
    flatten.configure(Map.of("layout", "struct"));
    Struct change = Envelopes.change("u", Envelopes.row(1, "old"), Envelopes.row(1, "new"));

    Struct row = (Struct) route(Map.of()).apply(flatten.apply(Envelopes.record(change))).value();

    row.validate();
    assertThat(row.getStruct("old").get("name")).isEqualTo("old");
    assertThat(row.get("_target")).isEqualTo("public.orders");
  }

  @Test
  void aRecordWithoutAValuePasses() {
    SinkRecord tombstone = Envelopes.record(null);

    assertThat(route(Map.of()).apply(tombstone)).isSameAs(tombstone);
    SinkRecord marker = Envelopes.marker();
    assertThat(route(Map.of()).apply(marker)).isSameAs(marker);
  }

  @Test
  void whatTheSinkWouldDropSilentlyIsRefused() {
    SinkRecord schemaless =
        Envelopes.record(Envelopes.TOPIC, null, Map.of("id", 1), new ConnectHeaders());
    IcebergTypes<SinkRecord> types = new IcebergTypes<>();
    types.configure(Map.of());
    SinkRecord typed = types.apply(record("srv.public.orders"));
    RouteTable<SinkRecord> route = route(Map.of());

    assertThatThrownBy(() -> route.apply(schemaless)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> route.apply(typed))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("before IcebergTypes");
  }

  @Test
  void aColumnOfTheSameNameIsRefused() {
    assertThatThrownBy(() -> target(Map.of("target.field", "id"), "srv.public.orders"))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("target.field");
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> route(Map.of("table.format", "all")))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> route(Map.of("table.format", "${table}_${topic}")))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> route(Map.of("renames", "orders=o")))
        .isInstanceOf(ConfigException.class);
  }

  private static RouteTable<SinkRecord> route(Map<String, String> options) {
    RouteTable<SinkRecord> route = new RouteTable<>();
    route.configure(options);
    return route;
  }

  private static SinkRecord record(String topic) {
    return Envelopes.record(
        topic, ROW, new Struct(ROW).put("id", 1), new ConnectHeaders().addString("h", "x"));
  }

  private static Object target(Map<String, String> options, String topic) {
    return ((Struct) route(options).apply(record(topic)).value()).get("_target");
  }
}
