/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names of environment variables in a value of the file, written as {@code ${NAME}}. They have
 * no colon, unlike the references of Kafka Connect.
 */
final class VariableReferences {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+)}");

  /** Names of Iceberg tables are made of these. */
  private static final Set<String> PLACEHOLDERS = Set.of("schema", "table");

  private VariableReferences() {}

  /** The variables that a value names. */
  static Set<String> in(String value) {
    return REFERENCE
        .matcher(value)
        .results()
        .map(found -> found.group(1))
        .filter(name -> !PLACEHOLDERS.contains(name))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The value with another text for each of them.
   *
   * @param replacement makes the text of the name
   */
  static String replace(String value, UnaryOperator<String> replacement) {
    return REFERENCE
        .matcher(value)
        .replaceAll(found -> Matcher.quoteReplacement(replaced(found, replacement)));
  }

  private static String replaced(MatchResult found, UnaryOperator<String> replacement) {
    String name = found.group(1);
    return PLACEHOLDERS.contains(name) ? found.group() : replacement.apply(name);
  }
}
