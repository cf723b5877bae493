/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text in a file that a person reads. Each other character is replaced by one character, so
 * that each line keeps its number.
 */
final class Prose {
  /** Replaces code: no phrase continues across it. */
  private static final char CODE = '\0';

  /** An inline tag of Javadoc, like a link or a piece of code. */
  private static final Pattern INLINE_TAG = Pattern.compile("\\{@\\w[^{}]*(\\{[^{}]*}[^{}]*)*}");

  private static final Pattern FENCE = Pattern.compile("\\s*(```+|~~~+)");
  private static final Pattern INLINE_CODE =
      Pattern.compile("(?<!`)(`+)(?!`)[\\s\\S]+?(?<!`)\\1(?!`)");
  private static final Pattern PARAGRAPH = Pattern.compile("(?<=\n)(?=[ \t]*\n)");

  private Prose() {}

  /** Returns comments and strings. Strings that a plus joins are one text. */
  static String ofJava(String source) {
    JavaText java = new JavaText(source);
    StringBuilder prose = new StringBuilder(source.length());
    while (prose.length() < source.length()) {
      int at = prose.length();
      char c = source.charAt(at);
      switch (java.part(at)) {
        case CODE -> prose.append(Character.isWhitespace(c) ? c : c == '+' ? ' ' : CODE);
        case COMMENT -> prose.append(c == '*' || c == '/' ? ' ' : c);
        case STRING -> {
          prose.append(c == '"' || c == '\\' ? ' ' : c);
          if (c == '\\' && at + 1 < source.length()) {
            prose.append(source.charAt(at + 1) == '\n' ? '\n' : ' ');
          }
        }
      }
    }
    return withoutCode(INLINE_TAG, prose.toString());
  }

  /** Returns all but fenced code and inline code. */
  static String ofMarkdown(String text) {
    StringBuilder prose = new StringBuilder(text.length() + 1);
    String fence = "";
    for (String line : text.split("\n", -1)) {
      boolean code = !fence.isEmpty();
      Matcher mark = FENCE.matcher(line);
      if (mark.lookingAt()) {
        if (fence.isEmpty()) {
          fence = mark.group(1);
          code = true;
        } else if (mark.group(1).startsWith(fence)) {
          fence = "";
        }
      }
      prose.append(code ? blank(line) : line).append('\n');
    }
    return PARAGRAPH
        .splitAsStream(prose)
        .map(paragraph -> withoutCode(INLINE_CODE, paragraph))
        .collect(Collectors.joining());
  }

  /** Returns the whole text; a comment of several lines is one text. */
  static String ofScript(String text) {
    return text.replace('#', ' ');
  }

  private static String withoutCode(Pattern code, String text) {
    return code.matcher(text).replaceAll(found -> Matcher.quoteReplacement(blank(found.group())));
  }

  private static String blank(String text) {
    StringBuilder blank = new StringBuilder(text.length());
    text.chars().forEach(c -> blank.append(c == '\n' ? '\n' : CODE));
    return blank.toString();
  }
}
