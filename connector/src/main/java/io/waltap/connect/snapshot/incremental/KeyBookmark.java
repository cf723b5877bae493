/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A primary key as the text that a source offset carries: a JSON array of strings, which are the
 * columns' values in text form. Each text has its own instance, which is used by one thread.
 */
final class KeyBookmark {
  private final String json;
  private int next;

  private KeyBookmark(String json) {
    this.json = json;
  }

  static String encode(List<String> values) {
    StringBuilder array = new StringBuilder("[");
    for (String value : values) {
      array.append(array.length() == 1 ? "\"" : ",\"");
      for (int i = 0; i < value.length(); i++) {
        append(value.charAt(i), array);
      }
      array.append('"');
    }
    return array.append(']').toString();
  }

  private static void append(char c, StringBuilder out) {
    if (c == '"' || c == '\\') {
      out.append('\\').append(c);
    } else if (c < ' ') {
      out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
    } else {
      out.append(c);
    }
  }

  /**
   * @throws IllegalArgumentException if the text is not a JSON array of strings
   */
  static List<String> decode(String json) {
    return new KeyBookmark(json).array();
  }

  private List<String> array() {
    List<String> values = new ArrayList<>();
    expect('[');
    if (peek() == ']') {
      next++;
    } else {
      values.add(string());
      while (peek() == ',') {
        next++;
        values.add(string());
      }
      expect(']');
    }
    skipBlanks();
    if (next < json.length()) {
      throw notAnArray();
    }
    return values;
  }

  private String string() {
    expect('"');
    StringBuilder value = new StringBuilder();
    for (char c = take(); c != '"'; c = take()) {
      if (c < ' ') {
        throw notAnArray();
      }
      value.append(c == '\\' ? escaped() : c);
    }
    return value.toString();
  }

  private char escaped() {
    char c = take();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexadecimal();
      default -> throw notAnArray();
    };
  }

  private char hexadecimal() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(take(), 16);
      if (digit < 0) {
        throw notAnArray();
      }
      code = 16 * code + digit;
    }
    return (char) code;
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw notAnArray();
    }
    next++;
  }

  private char peek() {
    skipBlanks();
    if (next == json.length()) {
      throw notAnArray();
    }
    return json.charAt(next);
  }

  private char take() {
    if (next == json.length()) {
      throw notAnArray();
    }
    return json.charAt(next++);
  }

  private void skipBlanks() {
    while (next < json.length() && " \t\r\n".indexOf(json.charAt(next)) >= 0) {
      next++;
    }
  }

  private static IllegalArgumentException notAnArray() {
    // the message leaves the text out, because it contains a row's key
    return new IllegalArgumentException("\"after\" must be a JSON array of strings");
  }
}
