/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeLogViewsTest {
  @Test
  void aTableIsAViewOverItsFilesWhateverTheirNames() {
    assertThat(
            ChangeLogViews.sql(
                "shop", Map.of("orders", List.of("file:/lake/1.parquet", "file:///o'lake/2"))))
        .isEqualTo(
            """
            CREATE SCHEMA IF NOT EXISTS shop;
            CREATE OR REPLACE VIEW shop.orders AS
            SELECT * FROM read_parquet([
              '/lake/1.parquet',
              '/o''lake/2'
            ], union_by_name = true, hive_partitioning = false);
            """);
  }

  @Test
  void aTableWithoutFilesIsAnError() {
    assertThatThrownBy(() -> ChangeLogViews.sql("shop", Map.of("orders", List.of())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("shop.orders");
  }
}
