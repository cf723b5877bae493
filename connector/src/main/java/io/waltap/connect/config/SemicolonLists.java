/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/** Reads the two kinds of lists that are separated by semicolons. */
final class SemicolonLists {

  private SemicolonLists() {}

  /** Reads {@code name=value;name=value}, and keeps the order. */
  static Map<String, String> pairs(String key, String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : NamePatterns.split(text, ';')) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new ConfigException(key, text, "\"" + pair + "\" is not of the form name=value");
      }
      pairs.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
    }
    return pairs;
  }

  /** Reads SQL statements between semicolons. Two semicolons stand for one inside a statement. */
  static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ';' && text.startsWith(";;", at)) {
        statement.append(';');
        at += 2;
      } else {
        if (c == ';') {
          statements.add(statement.toString().trim());
          statement.setLength(0);
        } else {
          statement.append(c);
        }
        at++;
      }
    }
    statements.add(statement.toString().trim());
    statements.removeIf(String::isEmpty);
    return statements;
  }
}
