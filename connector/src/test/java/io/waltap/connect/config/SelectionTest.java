/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static io.waltap.connect.config.ConfigFixture.config;
import static io.waltap.connect.config.ConfigFixture.errors;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tables and columns regular expressions select. The database is called shop. */
class SelectionTest {

  @Test
  void withoutListsEveryTableIsCapturedButTheSystems() {
    TableSelection tables = config().filters().tables();
    assertThat(tables.includes("public", "orders")).isTrue();
    assertThat(tables.includes("Q x", "ta ble")).isTrue();
    assertThat(tables.includes("pg_catalog", "pg_class")).isFalse();
    assertThat(tables.includes("pg_toast", "pg_toast_1")).isFalse();
    assertThat(tables.includes("pg_temp_3", "scratch")).isFalse();
    assertThat(tables.includes("information_schema", "tables")).isFalse();
  }

  @Test
  void theWorkTablesOfRepackAndSqueezeAreNeverCaptured() {
    TableSelection tables = config("table.include.list", ".*").filters().tables();
    assertThat(tables.includes("repack", "table_16385")).isFalse();
    assertThat(tables.includes("squeeze", "log")).isFalse();
    assertThat(tables.includes("repacked", "t")).isTrue();
  }

  @Test
  void systemTablesAreNotCapturedEvenIfAListNamesThem() {
    assertThat(
            config("table.include.list", ".*")
                .filters()
                .tables()
                .includes("pg_catalog", "pg_class"))
        .isFalse();
    assertThat(
            config("table.ignore.builtin", "false")
                .filters()
                .tables()
                .includes("pg_catalog", "pg_class"))
        .isFalse();
  }

  @Test
  void aTablePatternMatchesTheWholeNameWithoutRegardToCase() {
    TableSelection tables =
        config("table.include.list", "public.orders,PUBLIC\\.item.*").filters().tables();
    assertThat(tables.includes("public", "orders")).isTrue();
    assertThat(tables.includes("public", "Items")).isTrue();
    assertThat(tables.includes("public", "orders_old")).isFalse();
    assertThat(tables.includes("xpublic", "orders")).isFalse();
  }

  @Test
  void excludedTablesAreNotCaptured() {
    TableSelection tables = config("table.exclude.list", "public\\.tmp_.*").filters().tables();
    assertThat(tables.includes("public", "tmp_1")).isFalse();
    assertThat(tables.includes("public", "orders")).isTrue();
  }

  @Test
  void schemaAndTableListsBothHaveToAdmitATable() {
    TableSelection tables =
        config("schema.include.list", "public,sales.*", "table.exclude.list", ".*\\.secret")
            .filters()
            .tables();
    assertThat(tables.includes("sales_eu", "orders")).isTrue();
    assertThat(tables.includes("sales_eu", "secret")).isFalse();
    assertThat(tables.includes("hr", "orders")).isFalse();
  }

  @Test
  void aPatternMaySpellOutTheDatabase() {
    TableSelection tables =
        config("table.include.list", "shop.public.orders,shop\\.sales\\..*").filters().tables();
    assertThat(tables.includes("public", "orders")).isTrue();
    assertThat(tables.includes("public", "items")).isFalse();
    assertThat(tables.includes("sales", "anything")).isTrue();
  }

  /** A schema called like the database is common; its patterns must not select every table. */
  @ParameterizedTest
  @ValueSource(strings = {"shop.*", "shop\\..*", "shop.orders", "shop\\.(orders|items)"})
  void aPatternThatNamesOnlySchemaAndTableIsNotReadAsDatabase(String pattern) {
    TableSelection tables = config("table.include.list", pattern).filters().tables();
    assertThat(tables.includes("shop", "orders")).isTrue();
    assertThat(tables.includes("public", "orders")).isFalse();
  }

  @Test
  void aCommaInsideAnExpressionIsEscaped() {
    TableSelection tables = config("table.include.list", "public\\.t\\d{1\\,2}").filters().tables();
    assertThat(tables.includes("public", "t12")).isTrue();
    assertThat(tables.includes("public", "t123")).isFalse();
  }

  @Test
  void columnPatternsMatchSchemaTableAndColumn() {
    ColumnSelection excluded =
        config("column.exclude.list", "public.orders.secret,.*\\.pw").filters().columns();
    assertThat(excluded.includes("public", "orders", "secret")).isFalse();
    assertThat(excluded.includes("hr", "users", "PW")).isFalse();
    assertThat(excluded.includes("public", "orders", "id")).isTrue();

    ColumnSelection included =
        config("column.include.list", "shop.public.orders.id").filters().columns();
    assertThat(included.includes("public", "orders", "id")).isTrue();
    assertThat(included.includes("public", "orders", "secret")).isFalse();
  }

  @Test
  void sourceTypesArePropagatedByColumnOrByType() {
    SourceTypePropagation propagation =
        config(
                "column.propagate.source.type", "public.orders.total",
                "datatype.propagate.source.type", ".+\\.numeric")
            .events()
            .sourceTypePropagation();
    assertThat(propagation.includes("public", "orders", "total", "int4")).isTrue();
    assertThat(propagation.includes("public", "items", "price", "NUMERIC")).isTrue();
    assertThat(propagation.includes("public", "items", "id", "int4")).isFalse();
    assertThat(config().events().sourceTypePropagation().includes("public", "t", "c", "int4"))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schema.include.list",
        "schema.exclude.list",
        "table.include.list",
        "table.exclude.list",
        "column.include.list",
        "column.exclude.list",
        "message.prefix.include.list",
        "message.prefix.exclude.list",
        "snapshot.include.collection.list",
        "column.propagate.source.type",
        "datatype.propagate.source.type"
      })
  void anImpossibleRegexIsReportedWithPatternAndPosition(String key) {
    assertThat(errors(key, "public.ok,public.t(x"))
        .singleElement()
        .asString()
        .contains("\"public.t(x\"")
        .containsPattern("position \\d+");
  }
}
