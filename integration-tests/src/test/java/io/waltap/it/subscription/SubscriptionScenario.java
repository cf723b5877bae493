/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.subscription;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A scenario of the subscription suite: plain SQL, with directives in comment lines. {@code
 * README.md} in the directory of the files lists the directives.
 *
 * @param publication the text that follows {@code CREATE PUBLICATION name}
 * @param subscription more options of {@code CREATE SUBSCRIPTION}; empty if there are none
 * @param database options of {@code CREATE DATABASE} for the publisher
 * @param requires a query without which the scenario makes no sense if it returns no row; empty if
 *     there is none
 */
record SubscriptionScenario(
    String name,
    String publication,
    String subscription,
    String database,
    String requires,
    Map<String, String> properties,
    List<Expected> differences,
    List<Step> setup,
    List<Step> steps) {

  /** Where the statements of a step run. */
  enum Place {
    PUBLISHER,
    SUBSCRIBER,
    /** First on the subscriber, so that it is ready for what the publisher sends. */
    BOTH
  }

  /**
   * @param statements each is its own transaction, unless they say otherwise
   */
  record Step(Place place, List<String> statements) {}

  /**
   * A table of which the topic has something else than the subscriber.
   *
   * @param query on the publisher, with the rows that the topic has instead
   */
  record Expected(SubscriptionDifference difference, String table, String query) {}

  /** Returns all scenarios, ordered by name. */
  static List<SubscriptionScenario> all() {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .filter(file -> file.toString().endsWith(".sql"))
          .sorted()
          .map(SubscriptionScenario::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }

  private static Path directory() {
    try {
      return Path.of(
          Objects.requireNonNull(SubscriptionScenario.class.getResource("/subscription")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SubscriptionScenario read(Path file) {
    try {
      String name = String.valueOf(file.getFileName()).replaceFirst("\\.sql$", "");
      return new Parser(name).parse(Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Parser {
    private static final Pattern DIRECTIVE = Pattern.compile("-- ([a-z]+): (.*)");
    private static final Pattern EXPECTED = Pattern.compile("([a-z-]+) \\| ([a-z0-9_.]+) \\| (.+)");
    private static final String DOLLARS = "$$";

    private final String name;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final List<Expected> differences = new ArrayList<>();
    private final List<Step> setup = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final StringBuilder statement = new StringBuilder();
    private List<String> statements;
    private String publication = "FOR ALL TABLES";
    private String subscription = "";
    private String database = "";
    private String requires = "";

    Parser(String name) {
      this.name = name;
    }

    SubscriptionScenario parse(List<String> lines) {
      for (String line : lines) {
        Matcher directive = DIRECTIVE.matcher(line);
        if (directive.matches()) {
          direct(directive.group(1), directive.group(2));
        } else if (!line.startsWith("--") && !line.isBlank()) {
          append(line);
        }
      }
      requireComplete();
      return new SubscriptionScenario(
          name,
          publication,
          subscription,
          database,
          requires,
          Collections.unmodifiableMap(properties),
          List.copyOf(differences),
          List.copyOf(setup),
          List.copyOf(steps));
    }

    private void direct(String word, String argument) {
      requireComplete();
      switch (word) {
        case "publication" -> publication = argument;
        case "subscription" -> subscription = argument;
        case "database" -> database = argument;
        case "requires" -> requires = argument;
        case "property" -> property(argument);
        case "differs" -> differs(argument);
        case "setup" -> begin(setup, argument);
        case "step" -> begin(steps, argument);
        default -> throw new IllegalArgumentException(name + ": there is no directive " + word);
      }
    }

    private void property(String argument) {
      int equals = argument.indexOf('=');
      properties.put(argument.substring(0, equals), argument.substring(equals + 1));
    }

    private void differs(String argument) {
      Matcher expected = EXPECTED.matcher(argument);
      if (!expected.matches()) {
        throw new IllegalArgumentException(name + ": not 'id | table | query': " + argument);
      }
      differences.add(
          new Expected(
              SubscriptionDifference.of(expected.group(1)), expected.group(2), expected.group(3)));
    }

    private void begin(List<Step> section, String word) {
      Place place =
          switch (word) {
            case "publisher" -> Place.PUBLISHER;
            case "subscriber" -> Place.SUBSCRIBER;
            case "both" -> Place.BOTH;
            default -> throw new IllegalArgumentException(name + ": there is no place " + word);
          };
      statements = new ArrayList<>();
      section.add(new Step(place, statements));
    }

    /** A statement ends where a line ends with a semicolon, outside of dollar quotes. */
    private void append(String line) {
      if (statements == null) {
        throw new IllegalArgumentException(name + ": SQL before the first step: " + line);
      }
      statement.append(line).append('\n');
      if (line.endsWith(";") && quotesAreClosed()) {
        statements.add(statement.toString());
        statement.setLength(0);
      }
    }

    private boolean quotesAreClosed() {
      int count = 0;
      int at = statement.indexOf(DOLLARS);
      while (at >= 0) {
        count++;
        at = statement.indexOf(DOLLARS, at + DOLLARS.length());
      }
      return count % 2 == 0;
    }

    private void requireComplete() {
      if (!statement.isEmpty()) {
        throw new IllegalArgumentException(name + ": a statement without an end: " + statement);
      }
    }
  }
}
