/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProseTest {
  private static final WordsToAvoid WORDS =
      WordsToAvoid.of(
          """
          ## Other
          | `fine` | never read |

          ## Words to avoid

          | avoid | write instead |
          |---|---|
          | `anew`, `for ever` | again, `forever` |
          | `a look` | a check |

          ## Next
          """);

  @Test
  void aPhraseIsFoundWithItsLineAndWhatToWriteInstead() {
    assertThat(WORDS.in("page.md", "fine\nIt starts Anew.\n"))
        .containsExactly("page.md:2: anew -> again, `forever`");
  }

  @Test
  void aPhraseGoesOnInTheNextLineButNotInTheNextParagraph() {
    assertThat(WORDS.in("f", "kept for\n  ever")).hasSize(1);
    assertThat(WORDS.in("f", "kept for\n\never")).isEmpty();
  }

  @Test
  void aPartOfAWordIsNoPhrase() {
    assertThat(WORDS.in("f", "a look-up, a lookup, renewed, anew-ish, for everyone")).isEmpty();
  }

  @Test
  void javaIsReadWithoutItsCode() {
    assertThat(java("int anew = 1; char c = '\"'; anew();")).isEmpty();
    assertThat(java("call(\"kept for\", \"ever\");")).isEmpty();
    assertThat(java("/** {@code anew} and {@link Anew#anew(int) anew}. */")).isEmpty();
  }

  @Test
  void commentsAndStringsOfJavaAreRead() {
    assertThat(java("int a; // anew")).hasSize(1);
    assertThat(java("/**\n * It is kept for\n * ever.\n */")).hasSize(1);
    assertThat(java("// kept for\n// ever")).hasSize(1);
    assertThat(java("log(\"\\\"kept\\\" for\"\n    + \" ever\");")).hasSize(1);
    assertThat(java("a = \"\"\"\n    \"quoted\" anew\n    \"\"\"; anew(); // \"")).hasSize(1);
    assertThat(java("url = \"http://host\"; anew();")).isEmpty();
  }

  @Test
  void markdownIsReadWithoutItsCode() {
    assertThat(markdown("`anew` and ``a ` anew``")).isEmpty();
    assertThat(markdown("- list\n\n  ```sh\n  anew\n  ```\n")).isEmpty();
    assertThat(markdown("```sh\nanew\n```\nanew\n")).hasSize(1);
    assertThat(markdown("`one\n\nanew\n\ntwo`")).hasSize(1);
  }

  @Test
  void everyCharacterKeepsItsLine() {
    assertThat(WORDS.in("A.java", Prose.ofJava("int a;\n/* {@code\n x} */\n// anew")))
        .containsExactly("A.java:4: anew -> again, `forever`");
    assertThat(WORDS.in("a.md", Prose.ofMarkdown("```\nx\n```\n\n`a\nb` anew")))
        .containsExactly("a.md:6: anew -> again, `forever`");
  }

  private static List<String> java(String source) {
    return WORDS.in("A.java", Prose.ofJava(source));
  }

  private static List<String> markdown(String text) {
    return WORDS.in("a.md", Prose.ofMarkdown(text));
  }
}
