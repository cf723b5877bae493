/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;

/**
 * What the value of a variable may be. A value that is missing breaks no rule: the definition says
 * whether it is required.
 *
 * @param text completes the words "expected …" in a message; also for the page
 * @param allowed whether a value is right, which may be a number's text
 */
record Rule(String text, Predicate<String> allowed) implements ConfigDef.Validator {
  private static final int IDENTIFIER_BYTES = 63;

  /** No other character, so that no host can add parameters to a JDBC URL. */
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._%:\\[\\]-]+");

  private static final String SCHEMA = "${schema}";
  private static final String TABLE = "${table}";
  private static final Pattern PARTITIONS = partitions();

  static Rule anyText() {
    return new Rule("any text", value -> true);
  }

  static Rule number(int least, int most) {
    return new Rule(
        "a number from " + least + " to " + most,
        value -> {
          int number = Integer.parseInt(value);
          return number >= least && number <= most;
        });
  }

  /** Case does not matter, as in the connector and in Iceberg. */
  static Rule oneOf(String... values) {
    List<String> known = List.of(values);
    return new Rule(
        "one of " + String.join(", ", known),
        value -> known.contains(value.toLowerCase(Locale.ROOT)));
  }

  static Rule matching(String regex, String text) {
    return new Rule(text, Pattern.compile(regex).asMatchPredicate());
  }

  static Rule host() {
    return new Rule("a host name or an address", HOST.asMatchPredicate());
  }

  static Rule hosts() {
    return new Rule(
        "host names or addresses, separated by commas",
        value ->
            Arrays.stream(value.split(",", -1))
                .allMatch(host -> HOST.matcher(host.strip()).matches()));
  }

  static Rule identifier() {
    return new Rule(
        "a name of 1 to " + IDENTIFIER_BYTES + " bytes",
        value -> value.getBytes(StandardCharsets.UTF_8).length <= IDENTIFIER_BYTES);
  }

  static Rule expressions() {
    return new Rule("regular expressions, separated by commas", Rule::areExpressions);
  }

  static Rule path() {
    return new Rule("a path", Rule::isPath);
  }

  static Rule tableBucket() {
    return new Rule(
        "arn:aws:s3tables:REGION:ACCOUNT:bucket/NAME", arn -> TableBucket.of(arn).isPresent());
  }

  static Rule tableFormat() {
    return new Rule(
        "a text with " + TABLE + ", and perhaps " + SCHEMA,
        value ->
            value.contains(TABLE) && !value.replace(TABLE, "").replace(SCHEMA, "").contains("${"));
  }

  static Rule partitionFields() {
    return new Rule(
        "columns and transforms, separated by commas, such as day(_ts) or bucket(id, 16)",
        PARTITIONS.asMatchPredicate());
  }

  /** The same, or a reference, which Kafka Connect replaces by the value later. */
  Rule orReference() {
    return new Rule(
        text,
        value -> ConfigTransformer.DEFAULT_PATTERN.matcher(value).find() || allowed.test(value));
  }

  @Override
  public void ensureValid(String name, Object value) {
    if (value != null && !allowed.test(value.toString())) {
      throw new ConfigException(name, value, "expected " + text);
    }
  }

  @Override
  public String toString() {
    return text;
  }

  private static boolean areExpressions(String list) {
    try {
      // A comma after a backslash belongs to its expression.
      return !Arrays.stream(list.split("(?<!\\\\),", -1))
          .map(expression -> Pattern.compile(expression.strip().replace("\\,", ",")))
          .toList()
          .isEmpty();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private static boolean isPath(String value) {
    try {
      return !Path.of(value).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** What the sink understands. Otherwise it only logs that, and makes an unpartitioned table. */
  private static Pattern partitions() {
    String field =
        "((years?|months?|days?|hours?)\\([^(),]+\\)"
            + "|(bucket|truncate)\\([^(),]+,\\s*\\d+\\s*\\)"
            + "|[^(),]+)";
    return Pattern.compile(field + "(\\s*,\\s*" + field + ")*");
  }
}
