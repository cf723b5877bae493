/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Guards against: words that a reader with plain English does not understand at first reading, in
 * pages, in messages and in comments.
 */
class LanguageTest {
  private final WordsToAvoid words;

  LanguageTest() throws IOException {
    words = WordsToAvoid.of(Files.readString(Example.root().resolve("CONTRIBUTING.md")));
  }

  @Test
  void pagesAvoidThem() throws IOException {
    avoided(".*[.]md", Prose::ofMarkdown);
  }

  @Test
  void messagesAndCommentsAvoidThem() throws IOException {
    avoided(".*/src/main/java/.*[.]java", Prose::ofJava);
  }

  @Test
  void scriptsAvoidThem() throws IOException {
    avoided("waltap|docker/.*[.]sh", Prose::ofScript);
  }

  private void avoided(String files, UnaryOperator<String> prose) throws IOException {
    List<String> found = new ArrayList<>();
    for (SourceFile file : SourceFile.matching(files)) {
      String text = file.name().equals("CHANGELOG.md") ? unreleased(file.text()) : file.text();
      found.addAll(words.in(file.name(), prose.apply(text)));
    }
    assertThat(found)
        .withFailMessage(
            () -> "CONTRIBUTING.md says what to write instead:\n" + String.join("\n", found))
        .isEmpty();
  }

  /** The text about a released version stays as it was published. */
  private static String unreleased(String changelog) {
    StringBuilder text = new StringBuilder();
    boolean released = false;
    for (String line : changelog.split("\n", -1)) {
      if (line.startsWith("## ")) {
        released = !line.contains("not released");
      }
      text.append(released ? "" : line).append('\n');
    }
    return text.toString();
  }
}
