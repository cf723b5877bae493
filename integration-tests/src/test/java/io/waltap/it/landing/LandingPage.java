/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The blocks of SQL in {@code docs/landing.md}. */
final class LandingPage {
  private static final Path PAGE = Path.of("../docs/landing.md");
  private static final Pattern BLOCK = Pattern.compile("```sql\\n(.*?)\\n```", Pattern.DOTALL);

  // no text in the page's SQL has two dashes or a semicolon
  private static final Pattern COMMENT = Pattern.compile("--[^\\n]*");
  private static final Pattern END = Pattern.compile(";");

  private final List<String> blocks;

  private LandingPage(List<String> blocks) {
    this.blocks = blocks;
  }

  static LandingPage read() {
    try {
      return new LandingPage(
          BLOCK.matcher(Files.readString(PAGE)).results().map(block -> block.group(1)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the only block that contains a text. It is one statement or part of one. */
  String statement(String text) {
    List<String> found = blocks.stream().filter(block -> block.contains(text)).toList();
    assertThat(found).as("blocks of %s with %s", PAGE, text).hasSize(1);
    List<String> statements = statements(found.get(0)).toList();
    assertThat(statements).as("statements of %s with %s", PAGE, text).hasSize(1);
    return statements.get(0);
  }

  /** Returns the only statement that contains a text, in whichever block. */
  String onlyStatement(String text) {
    List<String> found =
        blocks.stream()
            .flatMap(LandingPage::statements)
            .filter(statement -> statement.contains(text))
            .toList();
    assertThat(found).as("statements of %s with %s", PAGE, text).hasSize(1);
    return found.get(0);
  }

  /** Returns the statements of a block, without comments. */
  private static Stream<String> statements(String block) {
    return Arrays.stream(END.split(COMMENT.matcher(block).replaceAll("")))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty());
  }
}
