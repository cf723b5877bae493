/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigException;

/**
 * A comma-separated list of regular expressions that select names such as {@code schema.table}. An
 * expression must match the whole name. Case does not matter. A comma inside an expression is
 * written {@code \,}.
 */
final class NamePatterns {

  private final List<Pattern> patterns;

  private NamePatterns(List<Pattern> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /**
   * @param text the list, or null
   * @throws ConfigException if one of the expressions is invalid
   */
  static NamePatterns parse(String key, String text) {
    List<Pattern> patterns = new ArrayList<>();
    for (String regex : split(text, ',')) {
      patterns.add(compile(key, text, regex));
    }
    return new NamePatterns(patterns);
  }

  /**
   * As {@link #parse(String, String)}, but an expression may begin with the name of the database.
   * It is understood in this way only if the rest still names all parts. In a database {@code
   * shop}, the expression {@code shop\..*} means the schema {@code shop}, and {@code
   * shop\.public\..*} means the schema {@code public}.
   *
   * @param database the database's name
   * @param parts how many parts the names have, 2 for {@code schema.table}
   */
  static NamePatterns parse(String key, String text, String database, int parts) {
    List<Pattern> patterns = new ArrayList<>();
    for (String regex : split(text, ',')) {
      patterns.addAll(compileQualified(key, text, regex, database, parts));
    }
    return new NamePatterns(patterns);
  }

  /** One expression, with or without the name of the database at its beginning. */
  static NamePatterns one(String key, String text, String regex, String database, int parts) {
    return new NamePatterns(compileQualified(key, text, regex, database, parts));
  }

  boolean isEmpty() {
    return patterns.isEmpty();
  }

  boolean matches(String name) {
    for (Pattern pattern : patterns) {
      if (pattern.matcher(name).matches()) {
        return true;
      }
    }
    return false;
  }

  static ConfigDef.Validator validator() {
    return LambdaValidator.with(
        (key, value) -> {
          if (value != null) {
            parse(key, value.toString());
          }
        },
        () -> "regular expressions, separated by commas");
  }

  /**
   * The parts of a list, trimmed, without blank ones. A separator after a backslash belongs to its
   * part, and the backslash is removed. Any other backslash stays, with the character after it.
   */
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    if (text == null) {
      return parts;
    }
    StringBuilder part = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      at++;
      if (c == separator) {
        parts.add(part.toString().trim());
        part.setLength(0);
      } else if (c == '\\' && at < text.length()) {
        if (text.charAt(at) != separator) {
          part.append(c);
        }
        part.append(text.charAt(at));
        at++;
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString().trim());
    parts.removeIf(String::isEmpty);
    return parts;
  }

  private static List<Pattern> compileQualified(
      String key, String text, String regex, String database, int parts) {
    List<Pattern> patterns = new ArrayList<>();
    patterns.add(compile(key, text, regex));
    String rest = afterDatabase(regex, database);
    if (rest != null && separators(rest) >= parts - 1) {
      patterns.add(compile(key, text, rest));
    }
    return patterns;
  }

  private static Pattern compile(String key, String text, String regex) {
    try {
      return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw new ConfigException(
          key,
          text,
          "the regular expression \""
              + regex
              + "\" is invalid: "
              + e.getDescription()
              + " at position "
              + Math.max(e.getIndex(), 0)
              + " (commas separate expressions; write \\, for a comma inside an expression)");
    }
  }

  /** The rest of an expression that begins with the database's name and a dot; else null. */
  private static String afterDatabase(String regex, String database) {
    if (database == null || !regex.regionMatches(true, 0, database, 0, database.length())) {
      return null;
    }
    String rest = regex.substring(database.length());
    int dot = rest.startsWith("\\.") ? 1 : 0;
    return rest.startsWith(".", dot) && isSeparator(rest, dot) ? rest.substring(dot + 1) : null;
  }

  private static int separators(String regex) {
    int count = 0;
    int at = 0;
    while (at < regex.length()) {
      char c = regex.charAt(at);
      if (c == '\\') {
        if (at + 1 < regex.length() && regex.charAt(at + 1) == '.') {
          count++;
        }
        at += 2;
      } else {
        if (c == '.' && isSeparator(regex, at)) {
          count++;
        }
        at++;
      }
    }
    return count;
  }

  /** Whether a dot is the dot between two names: no quantifier follows it. */
  private static boolean isSeparator(String regex, int dot) {
    return dot + 1 == regex.length() || "*+?{".indexOf(regex.charAt(dot + 1)) < 0;
  }
}
