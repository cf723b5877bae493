/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import java.util.Arrays;

/**
 * Says of each character of a Java source whether it belongs to code, to a comment or to a string.
 */
final class JavaText {
  /** The delimiters of a comment or a string belong to it. A character literal is code. */
  enum Part {
    CODE,
    COMMENT,
    STRING
  }

  private static final String BLOCK = "\"\"\"";

  private final String source;
  private final Part[] parts;

  JavaText(String source) {
    this.source = source;
    this.parts = new Part[source.length()];
    int at = 0;
    while (at < parts.length) {
      at = markFrom(at);
    }
  }

  Part part(int index) {
    return parts[index];
  }

  boolean hasComment(int from, int to) {
    return Arrays.asList(parts).subList(from, to).contains(Part.COMMENT);
  }

  /** Marks the part that begins here, and returns the start of the next part. */
  private int markFrom(int from) {
    if (source.startsWith("//", from)) {
      return mark(from, end("\n", from), Part.COMMENT);
    } else if (source.startsWith("/*", from)) {
      return mark(from, end("*/", from + 2), Part.COMMENT);
    } else if (source.startsWith(BLOCK, from)) {
      return mark(from, endOfLiteral(BLOCK, from), Part.STRING);
    } else if (source.startsWith("\"", from)) {
      return mark(from, endOfLiteral("\"", from), Part.STRING);
    } else if (source.startsWith("'", from)) {
      return mark(from, endOfLiteral("'", from), Part.CODE);
    } else {
      return mark(from, from + 1, Part.CODE);
    }
  }

  private int mark(int from, int to, Part part) {
    Arrays.fill(parts, from, to, part);
    return to;
  }

  private int end(String last, int from) {
    int index = source.indexOf(last, from);
    return index < 0 ? source.length() : index + last.length();
  }

  /** A backslash and the character after it do not end a literal. */
  private int endOfLiteral(String quote, int from) {
    int at = from + quote.length();
    while (at < source.length() && !source.startsWith(quote, at)) {
      at += source.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + quote.length(), source.length());
  }
}
