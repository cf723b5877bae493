/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table in CONTRIBUTING.md: what not to write, and what to write instead. */
final class WordsToAvoid {
  private static final String HEADING = "## Words to avoid";
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /**
   * What may be between two words: blanks, or the end of a line. An empty line separates
   * paragraphs.
   */
  private static final String GAP = "(?:[ \t]+|[ \t]*\n[ \t]*)";

  private final Map<String, String> instead;
  private final Pattern phrases;

  private WordsToAvoid(Map<String, String> instead) {
    this.instead = instead;
    this.phrases =
        Pattern.compile(
            instead.keySet().stream()
                .map(WordsToAvoid::pattern)
                .collect(Collectors.joining("|", "(?<![\\w-])(?:", ")(?![\\w-])")),
            Pattern.CASE_INSENSITIVE);
  }

  /** The phrases are in backticks in the first column of the table under the heading. */
  static WordsToAvoid of(String page) {
    Map<String, String> instead = new LinkedHashMap<>();
    boolean inside = false;
    for (String line : page.split("\n")) {
      if (line.startsWith("## ")) {
        inside = line.equals(HEADING);
      } else if (inside && line.startsWith("|")) {
        String[] cells = line.split("\\|");
        Matcher phrase = QUOTED.matcher(cells[1]);
        while (phrase.find()) {
          instead.put(phrase.group(1), cells[2].strip());
        }
      }
    }
    if (instead.isEmpty()) {
      throw new IllegalArgumentException("there is no table with phrases under " + HEADING);
    }
    return new WordsToAvoid(instead);
  }

  /**
   * Finds each phrase in a text, with file and line.
   *
   * @param prose the text without code, as {@link Prose} makes it
   */
  List<String> in(String file, String prose) {
    List<String> found = new ArrayList<>();
    Matcher phrase = phrases.matcher(prose);
    while (phrase.find()) {
      long line = prose.substring(0, phrase.start()).chars().filter(c -> c == '\n').count() + 1;
      String words = phrase.group().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
      found.add(file + ":" + line + ": " + words + " -> " + instead.get(words));
    }
    return found;
  }

  private static String pattern(String phrase) {
    return Arrays.stream(phrase.split(" ")).map(Pattern::quote).collect(Collectors.joining(GAP));
  }
}
