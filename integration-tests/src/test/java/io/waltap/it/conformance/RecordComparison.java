/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.waltap.it.conformance.Difference.Part;
import io.waltap.it.conformance.TopicComparison.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds every difference between two records, or reports that there is only one record. */
final class RecordComparison {
  private static final JsonNode NOTHING = MissingNode.getInstance();
  private static final String OUR_HEADERS = "__waltap.";
  private static final List<String> ATTRIBUTES =
      List.of("optional", "name", "version", "doc", "default", "parameters");

  private final Pair pair;
  private final Captured debezium;
  private final Captured waltap;
  private final List<Difference> differences = new ArrayList<>();

  private RecordComparison(Pair pair) {
    this.pair = pair;
    this.debezium = pair.debezium();
    this.waltap = pair.waltap();
  }

  static List<Difference> differences(Pair pair) {
    RecordComparison comparison = new RecordComparison(pair);
    if (pair.debezium() == null || pair.waltap() == null) {
      comparison.add(Part.RECORD, List.of(), summary(pair.debezium()), summary(pair.waltap()));
    } else {
      comparison.compare();
    }
    return comparison.differences;
  }

  private static JsonNode summary(Captured captured) {
    return captured == null ? NOTHING : TextNode.valueOf(captured + " " + captured.value());
  }

  private void compare() {
    if (!pair.inOrder()) {
      add(Part.ORDER, List.of(), summary(debezium), summary(waltap));
    }
    schemas(Part.KEY_SCHEMA, List.of(), debezium.keySchema(), waltap.keySchema());
    values(Part.KEY, List.of(), debezium.key(), waltap.key());
    schemas(Part.VALUE_SCHEMA, List.of(), debezium.valueSchema(), waltap.valueSchema());
    values(Part.VALUE, List.of(), debezium.value(), waltap.value());
    headers();
    if (debezium.raw().partition() != waltap.raw().partition()) {
      add(
          Part.RECORD,
          List.of("partition"),
          TextNode.valueOf("partition " + debezium.raw().partition()),
          TextNode.valueOf("partition " + waltap.raw().partition()));
    }
  }

  private void headers() {
    List<String> expected = new ArrayList<>(debezium.headers().keySet());
    List<String> actual = new ArrayList<>(waltap.headers().keySet());
    actual.removeIf(name -> name.startsWith(OUR_HEADERS));
    Set<String> names = new LinkedHashSet<>(expected);
    names.addAll(actual);
    for (String name : names) {
      JsonNode theirs = debezium.headers().getOrDefault(name, NOTHING);
      JsonNode ours = waltap.headers().getOrDefault(name, NOTHING);
      schemas(Part.HEADER_SCHEMA, List.of(name), theirs.path("schema"), ours.path("schema"));
      values(Part.HEADERS, List.of(name), theirs.path("payload"), ours.path("payload"));
    }
    order(Part.HEADERS, List.of(), expected, actual);
  }

  private void values(Part part, List<String> path, JsonNode theirs, JsonNode ours) {
    if (theirs.equals(ours)) {
      return;
    }
    if (theirs.isObject() && ours.isObject()) {
      Set<String> names = new LinkedHashSet<>();
      theirs.fieldNames().forEachRemaining(names::add);
      ours.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        values(part, append(path, name), theirs.path(name), ours.path(name));
      }
    } else if (theirs.isArray() && ours.isArray() && theirs.size() == ours.size()) {
      for (int i = 0; i < theirs.size(); i++) {
        values(part, append(path, "[" + i + "]"), theirs.path(i), ours.path(i));
      }
    } else {
      add(part, path, theirs, ours);
    }
  }

  private void schemas(Part part, List<String> path, JsonNode theirs, JsonNode ours) {
    if (theirs.equals(ours)) {
      return;
    }
    if (!theirs.isObject() || !ours.isObject()) {
      add(part, path, theirs, ours);
      return;
    }
    if (!theirs.path("type").equals(ours.path("type"))) {
      add(part, append(path, "@type"), theirs, ours);
      return;
    }
    for (String attribute : ATTRIBUTES) {
      values(part, append(path, "@" + attribute), theirs.path(attribute), ours.path(attribute));
    }
    schemas(part, append(path, "[]"), theirs.path("items"), ours.path("items"));
    schemas(part, append(path, "{key}"), theirs.path("keys"), ours.path("keys"));
    schemas(part, append(path, "{value}"), theirs.path("values"), ours.path("values"));
    fields(part, path, theirs.path("fields"), ours.path("fields"));
  }

  private void fields(Part part, List<String> path, JsonNode theirs, JsonNode ours) {
    Map<String, JsonNode> expected = byName(theirs);
    Map<String, JsonNode> actual = byName(ours);
    Set<String> names = new LinkedHashSet<>(expected.keySet());
    names.addAll(actual.keySet());
    for (String name : names) {
      schemas(
          part,
          append(path, name),
          expected.getOrDefault(name, NOTHING),
          actual.getOrDefault(name, NOTHING));
    }
    order(part, path, List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
  }

  /** Compares the order of what both records have. */
  private void order(Part part, List<String> path, List<String> theirs, List<String> ours) {
    List<String> expected = theirs.stream().filter(ours::contains).toList();
    List<String> actual = ours.stream().filter(theirs::contains).toList();
    if (!expected.equals(actual)) {
      add(
          part,
          append(path, "@order"),
          TextNode.valueOf(expected.toString()),
          TextNode.valueOf(actual.toString()));
    }
  }

  private void add(Part part, List<String> path, JsonNode theirs, JsonNode ours) {
    differences.add(new Difference(pair, part, path, theirs, ours));
  }

  private static Map<String, JsonNode> byName(JsonNode fields) {
    Map<String, JsonNode> byName = new LinkedHashMap<>();
    fields.forEach(field -> byName.put(field.path("field").asText(), field));
    return byName;
  }

  private static List<String> append(List<String> path, String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return List.copyOf(longer);
  }
}
