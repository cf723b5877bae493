/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IdentifiersTest {

  @Test
  void anIdentifierKeepsItsCaseAndItsSigns() {
    assertThat(Identifiers.quote("Order Lines; DROP")).isEqualTo("\"Order Lines; DROP\"");
  }

  @Test
  void aQuoteInAnIdentifierIsDoubled() {
    assertThat(Identifiers.quote("a\"b")).isEqualTo("\"a\"\"b\"");
    assertThat(Identifiers.qualified("s.x", "t\"")).isEqualTo("\"s.x\".\"t\"\"\"");
  }

  @Test
  void whatCannotBeANameIsRefused() {
    assertThatThrownBy(() -> Identifiers.quote("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Identifiers.quote("a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLiteralIsSafeWithAndWithoutStandardConformingStrings() {
    assertThat(Identifiers.literal("it's")).isEqualTo("'it''s'");
    assertThat(Identifiers.literal("a\\'b")).isEqualTo("E'a\\\\''b'");
  }
}
