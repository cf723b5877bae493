/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurrentStateSqlTest {
  private static final Path PAGE = Path.of("../docs/landing.md");

  @Test
  void nothingIsLeftToFillIn() {
    assertThat(CurrentStateSql.of("shop.orders", "id", List.of("id", "note")))
        .contains("FROM shop.orders", "SELECT id, note", "PARTITION BY id", "ORDER BY id")
        .doesNotContain("${");
  }

  @Test
  void theDocumentationShowsThisQuery() throws IOException {
    assertThat(Files.readString(PAGE))
        .contains(
            CurrentStateSql.of(
                "lake.shop.orders", "id", List.of("id", "customer", "amount", "placed_at")));
  }
}
