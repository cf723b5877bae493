/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Guards against: classes that do too much, and comments that the formatter leaves too wide. */
class SourceRulesTest {
  private static final int LINES = 400;
  private static final int COLUMNS = 100;

  @Test
  void mainFilesAreShort() throws IOException {
    List<String> found = new ArrayList<>();
    for (SourceFile file : SourceFile.matching(".*/src/main/java/.*[.]java")) {
      long lines = file.text().lines().count();
      if (lines > LINES) {
        found.add(file.name() + ": " + lines);
      }
    }
    assertThat(found)
        .withFailMessage(
            () -> "files of more than " + LINES + " lines:\n" + String.join("\n", found))
        .isEmpty();
  }

  @Test
  void commentsAreNarrow() throws IOException {
    List<String> found = new ArrayList<>();
    for (SourceFile file : SourceFile.matching(".*/src/(main|test)/java/.*[.]java")) {
      addWideComments(file, found);
    }
    assertThat(found)
        .withFailMessage(
            () -> "comments beyond column " + COLUMNS + ":\n" + String.join("\n", found))
        .isEmpty();
  }

  /** A line with a URL may be longer, because a URL cannot be wrapped. */
  private static void addWideComments(SourceFile file, List<String> found) {
    JavaText java = new JavaText(file.text());
    int number = 0;
    int start = 0;
    for (String line : file.text().split("\n", -1)) {
      number++;
      int end = start + line.length();
      if (line.codePointCount(0, line.length()) > COLUMNS
          && !line.contains("://")
          && java.hasComment(start, end)) {
        found.add(file.name() + ":" + number);
      }
      start = end + 1;
    }
  }
}
