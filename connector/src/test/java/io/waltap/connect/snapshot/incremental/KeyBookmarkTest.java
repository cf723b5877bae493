/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyBookmarkTest {
  @Test
  void isAJsonArrayOfStrings() {
    assertThat(KeyBookmark.encode(List.of("7"))).isEqualTo("[\"7\"]");
    assertThat(KeyBookmark.encode(List.of("a\"b", "c\\d", "e\nf", "é😀")))
        .isEqualTo("[\"a\\\"b\",\"c\\\\d\",\"e\\u000af\",\"é😀\"]");
    assertThat(KeyBookmark.encode(List.of(""))).isEqualTo("[\"\"]");
  }

  @Property
  void whatWasEncodedIsDecoded(@ForAll List<String> values) {
    assertThat(KeyBookmark.decode(KeyBookmark.encode(values))).isEqualTo(values);
  }

  @Test
  void aPersonMayWriteItInOtherWays() {
    assertThat(KeyBookmark.decode(" [ \"a\\/b\" ,\t\"\\u0041\\n\\t\\r\\b\\f\" ] "))
        .containsExactly("a/b", "A\n\t\r\b\f");
    assertThat(KeyBookmark.decode("[]")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "\"7\"",
        "[7]",
        "[\"7\"",
        "[\"7]",
        "[\"7\",]",
        "[\"7\"] x",
        "[\"\\x\"]",
        "[\"\\u00g0\"]",
        "[\"\\u00",
        "[\"a\nb\"]",
        "[null]"
      })
  void whatIsNotOneIsRefused(String text) {
    assertThatThrownBy(() -> KeyBookmark.decode(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JSON array of strings");
  }
}
