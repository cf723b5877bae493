/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.conformance.DatabaseFacts.Column;
import io.waltap.it.conformance.Difference.Part;
import io.waltap.it.harness.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * Arrays, of which Debezium loses many elements. Where there is nothing of Debezium's to compare
 * with, the array is compared with the database: the number of elements, the positions of NULL, and
 * the values of texts, whole numbers and booleans.
 */
final class ArrayDifferences {
  private static final Set<String> SPECIAL = Set.of("NaN", "Infinity", "-Infinity");
  private static final Pattern TEXTS =
      Pattern.compile("text|name|xml|citext|ltree|character varying.*");
  private static final Pattern LEFT_OUT =
      Pattern.compile("interval.*|money|point|xml|bit varying.*|name");
  private static final Pattern BITS = Pattern.compile("bit(\\(\\d+\\))?\\[]");
  private static final Pattern TIMES =
      Pattern.compile("time(stamp)?(\\(\\d\\))? with(out)? time zone\\[]");

  private ArrayDifferences() {}

  /** An array of several dimensions. */
  static boolean dimensions(Difference difference, Scene scene) {
    return isArrayValue(difference, scene)
        && isNested(parsed(scene.stored(difference)))
        && hasElements(difference, scene);
  }

  /** An array of bit strings. Debezium has the schema of a single bit string, and null. */
  static boolean bits(Difference difference, Scene scene) {
    if (!BITS.matcher(scene.type(difference)).matches()) {
      return false;
    }
    if (difference.part() == Part.VALUE) {
      return difference.isInColumn()
          && difference.debezium().isNull()
          && hasElements(difference, scene);
    }
    JsonNode single = difference.debezium();
    JsonNode element = difference.waltap().path("items");
    return difference.isInColumn("@type")
        && difference.waltap().path("type").asText().equals("array")
        && element.path("type").equals(single.path("type"))
        && element.path("name").equals(single.path("name"))
        && element.path("version").equals(single.path("version"))
        && element.path("parameters").equals(single.path("parameters"));
  }

  /**
   * A column that Debezium leaves out, or an array of a domain. For the latter, Debezium has the
   * bytes of its elements' text, if it has anything.
   */
  static boolean elementTypes(Difference difference, Scene scene) {
    Column column = scene.column(difference);
    if (!column.isArray()) {
      return false;
    }
    boolean ofDomain = column.element().equals("d");
    if (difference.isInColumn() && difference.debezium().isMissingNode()) {
      return (ofDomain || LEFT_OUT.matcher(column.elementType()).matches())
          && (difference.part() == Part.VALUE_SCHEMA || hasElements(difference, scene));
    }
    if (!ofDomain || !scene.scenario().has("include.unknown.datatypes", "true")) {
      return false;
    }
    return difference.isAfter()
        ? bytes(difference.debezium()).equals(difference.waltap().asText())
        : difference.isInColumn("[]", "@type")
            && difference.debezium().path("type").asText().equals("bytes");
  }

  /**
   * Elements that are required in Debezium's schema, so that Debezium has null for an array with a
   * NULL element.
   */
  static boolean elementsOptional(Difference difference, Scene scene) {
    Column column = scene.column(difference);
    if (difference.isInColumn("[]", "@optional")) {
      return (column.element().equals("e")
              || column.element().equals("c")
              || column.type().equals("tsvector[]"))
          && !difference.debezium().asBoolean()
          && difference.waltap().asBoolean();
    }
    return isArrayValue(difference, scene)
        && difference.debezium().isNull()
        && elements(scene.stored(difference)).stream().anyMatch(JsonNode::isNull)
        && hasElements(difference, scene);
  }

  /** A numeric array that is null for Debezium, because an element is NaN or infinite. */
  static boolean specialNumbers(Difference difference, Scene scene) {
    return isArrayValue(difference, scene)
        && scene.type(difference).startsWith("numeric")
        && difference.debezium().isNull()
        && elements(scene.stored(difference)).stream().anyMatch(ArrayDifferences::isSpecial)
        && agree(
            difference,
            scene,
            (stored, ours) ->
                isSpecial(stored)
                    ? ours.isNull() || ours.isTextual()
                    : stored.isNull() == ours.isNull());
  }

  /**
   * An array of times. Each element is either equal to Debezium's element, or to what Debezium has
   * for the same single value.
   */
  static boolean times(Difference difference, Scene scene) {
    String type = scene.type(difference);
    if (!difference.isAfter() || !TIMES.matcher(type).matches()) {
      return false;
    }
    JsonNode theirs = difference.debeziumRecord().after(difference.column());
    JsonNode whole = scene.ours(difference);
    List<JsonNode> stored = elements(scene.stored(difference));
    boolean right = whole.isArray() && whole.size() == stored.size();
    for (int i = 0; right && i < stored.size(); i++) {
      JsonNode ours = whole.path(i);
      right = ours.equals(theirs.path(i)) || isAsSingle(ours, stored.get(i), difference, scene);
    }
    return right;
  }

  private static boolean isAsSingle(
      JsonNode ours, JsonNode stored, Difference difference, Scene scene) {
    if (stored.isNull()) {
      return ours.isNull();
    }
    String type = scene.column(difference).elementType();
    return scene.debeziumsValues(type, stored.asText(), any -> true).contains(ours);
  }

  private static boolean isArrayValue(Difference difference, Scene scene) {
    return difference.isAfter() && scene.column(difference).isArray();
  }

  /** Whether Waltap's whole value is equal to the value in the database. */
  private static boolean hasElements(Difference difference, Scene scene) {
    Column column = scene.column(difference);
    boolean texts = column.element().equals("e") || TEXTS.matcher(column.elementType()).matches();
    return agree(
        difference,
        scene,
        (stored, ours) ->
            stored.isNull() == ours.isNull()
                && (!isComparable(stored, ours, texts) || stored.asText().equals(ours.asText())));
  }

  private static boolean isComparable(JsonNode stored, JsonNode ours, boolean texts) {
    return stored.isIntegralNumber() && ours.isIntegralNumber()
        || stored.isBoolean() && ours.isBoolean()
        || texts;
  }

  private static boolean agree(
      Difference difference, Scene scene, BiPredicate<JsonNode, JsonNode> agreement) {
    JsonNode stored = scene.stored(difference);
    JsonNode ours = scene.ours(difference);
    List<JsonNode> elements = elements(stored);
    if (!ours.isArray() || !stored.isTextual()) {
      return ours.isNull() && stored.isNull();
    }
    boolean agree = ours.size() == elements.size();
    for (int i = 0; agree && i < elements.size(); i++) {
      agree = agreement.test(elements.get(i), ours.path(i));
    }
    return agree;
  }

  /** Returns the elements of all dimensions, in row-major order. */
  private static List<JsonNode> elements(JsonNode stored) {
    List<JsonNode> elements = new ArrayList<>();
    flatten(parsed(stored), elements);
    return elements;
  }

  private static void flatten(JsonNode array, List<JsonNode> elements) {
    for (JsonNode element : array) {
      if (element.isArray()) {
        flatten(element, elements);
      } else {
        elements.add(element);
      }
    }
  }

  private static boolean isNested(JsonNode array) {
    return array.path(0).isArray();
  }

  /** Parses the text form of an array in the database. */
  private static JsonNode parsed(JsonNode stored) {
    return stored.isTextual() ? Json.parse(stored.asText()) : stored;
  }

  private static boolean isSpecial(JsonNode stored) {
    return stored.isTextual() && SPECIAL.contains(stored.asText());
  }

  private static String bytes(JsonNode base64) {
    return base64.isTextual()
        ? new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8)
        : "";
  }
}
