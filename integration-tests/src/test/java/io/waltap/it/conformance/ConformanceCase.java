/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A case file: plain SQL, with directives in comment lines. {@code README.md} in the directory of
 * the files lists the directives.
 *
 * @param quick whether the case runs in the ordinary build
 * @param skip the reason why the case does not run, or null
 * @param debeziumFails whether Debezium's task is known to fail in the middle of this case
 * @param publication the text that follows {@code CREATE PUBLICATION name}
 */
record ConformanceCase(
    String name,
    boolean quick,
    int minMajor,
    String skip,
    boolean debeziumFails,
    String publication,
    List<String> extensions,
    Map<String, String> properties,
    List<Step> steps) {

  static final String MARKER_TABLE = "public.zz_marker";

  private static final Pattern DIRECTIVE = Pattern.compile("-- ([a-z-]+)(?:: (.*))?");
  private static final Pattern DDL =
      Pattern.compile("\\b(alter|drop|create)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern MAJORS = Pattern.compile("(.*?)\\s*--@(\\d*)-(\\d*)\\s*");

  /** The action of a step, in the order of the file. */
  enum Action {
    /** Before the connectors are created. */
    SETUP,
    /** While both connectors stream, or both are stopped. */
    SQL,
    /** Stops both connectors. */
    STOP,
    /** Resumes both connectors. */
    RESTART
  }

  /**
   * @param sql all of it is sent at once, so that it is one transaction unless it says otherwise
   */
  record Step(Action action, String sql) {}

  /** Reads a file as it applies to a major version of PostgreSQL. */
  static ConformanceCase read(Path file, int major) {
    try {
      String name = String.valueOf(file.getFileName()).replaceFirst("\\.sql$", "");
      return new Parser(name, major).parse(Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean runsOn(int major) {
    return skip == null && major >= minMajor;
  }

  /** Whether tables are changed or come while the connectors stream. */
  boolean changesTables() {
    return steps.stream()
        .anyMatch(step -> step.action() == Action.SQL && DDL.matcher(step.sql()).find());
  }

  /** Whether not all columns are captured. */
  boolean choosesColumns() {
    return properties.containsKey("column.exclude.list")
        || properties.containsKey("column.include.list");
  }

  /** Whether a property is set to this. */
  boolean has(String property, String value) {
    return value.equals(properties.get(property));
  }

  /** The include list, with the table of the markers; everything if the file does not say. */
  String tableIncludeList() {
    String tables = properties.get("table.include.list");
    return tables == null ? ".*" : tables + "," + MARKER_TABLE;
  }

  private static final class Parser {
    private final String name;
    private final int major;
    private final List<String> extensions = new ArrayList<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final StringBuilder sql = new StringBuilder();
    private Action current;
    private boolean quick;
    private boolean debeziumFails;
    private int minMajor = 14;
    private String skip;
    private String publication = "FOR ALL TABLES";

    Parser(String name, int major) {
      this.name = name;
      this.major = major;
    }

    ConformanceCase parse(List<String> lines) {
      for (String line : lines) {
        Matcher directive = DIRECTIVE.matcher(line);
        if (!directive.matches() || !direct(directive.group(1), directive.group(2))) {
          append(line);
        }
      }
      endStep();
      return new ConformanceCase(
          name,
          quick,
          minMajor,
          skip,
          debeziumFails,
          publication,
          List.copyOf(extensions),
          Collections.unmodifiableMap(properties),
          List.copyOf(steps));
    }

    /** False for a comment that only looks like a directive. */
    private boolean direct(String word, String argument) {
      switch (word) {
        case "property" -> property(argument);
        case "extensions" -> extensions.addAll(List.of(argument.split(" ")));
        case "publication" -> publication = argument;
        case "min-major" -> minMajor = Integer.parseInt(argument);
        case "skip" -> skip = argument;
        case "debezium" -> debeziumFails = argument.equals("fails");
        case "quick" -> quick = true;
        case "step" -> begin(argument);
        case "stop" -> act(Action.STOP);
        case "restart" -> act(Action.RESTART);
        default -> {
          return false;
        }
      }
      return true;
    }

    private void property(String argument) {
      int equals = argument.indexOf('=');
      properties.put(argument.substring(0, equals), argument.substring(equals + 1));
    }

    private void begin(String kind) {
      endStep();
      current =
          switch (kind) {
            case "setup" -> Action.SETUP;
            case "stream" -> Action.SQL;
            default -> throw new IllegalArgumentException(name + ": step " + kind);
          };
    }

    private void act(Action action) {
      endStep();
      steps.add(new Step(action, ""));
    }

    private void append(String line) {
      Matcher limited = MAJORS.matcher(line);
      String text = line;
      if (limited.matches()) {
        int from = limited.group(2).isEmpty() ? 0 : Integer.parseInt(limited.group(2));
        int to =
            limited.group(3).isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(limited.group(3));
        if (major < from || major > to) {
          return;
        }
        text = limited.group(1);
      }
      if (current == null && !text.isBlank() && !text.startsWith("--")) {
        throw new IllegalArgumentException(name + ": SQL before the first step: " + text);
      }
      sql.append(text).append('\n');
    }

    private void endStep() {
      if (current != null && !sql.toString().isBlank()) {
        steps.add(new Step(current, sql.toString()));
      }
      sql.setLength(0);
      current = null;
    }
  }
}
