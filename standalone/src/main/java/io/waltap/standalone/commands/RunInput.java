/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.commands.RunProblem.Area;
import io.waltap.standalone.landing.SecretReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a user gave, by environment variables and in a properties file, and the problems that were
 * found with it. A variable in the file holds where the environment does not have it.
 */
final class RunInput {
  private static final List<String> SECTIONS = List.of("source", "sink", "worker", "broker");

  private final Path path;
  private final Map<String, String> variables = new TreeMap<>();

  /** What stands for a value in a stored configuration, by the name of its variable or its key. */
  private final Map<String, String> references = new TreeMap<>();

  private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
  private final List<RunProblem> problems = new ArrayList<>();

  /**
   * @param path of the file
   */
  RunInput(Map<String, String> environment, Map<String, String> file, Path path) {
    this.path = path;
    if (!file.isEmpty() && !SecretReference.allows(path)) {
      problem(
          Area.PROCESS,
          "--config",
          "is \""
              + path
              + "\": expected a path without : and }, because stored configurations refer to"
              + " secrets in the file by its path");
    }
    new TreeMap<>(file).forEach(this::readKey);
    environment.forEach(
        (name, value) -> {
          if (!value.isBlank()) {
            variables.put(name, value);
            references.put(name, SecretReference.toVariable(name));
          }
        });
  }

  /** The problems so far, in the order in which they were found. */
  List<RunProblem> problems() {
    return List.copyOf(problems);
  }

  /** The file's properties of a section, without the section's name. */
  Map<String, String> section(String name) {
    return Map.copyOf(sections.getOrDefault(name, Map.of()));
  }

  /**
   * What stands for a value that the user gave; empty if nothing can, which is a problem.
   *
   * @param name a variable, or a key of the file with its section
   */
  String reference(String name) {
    return references.getOrDefault(name, "");
  }

  /** The providers that the user has added to the worker's {@code config.providers}. */
  Set<String> providers() {
    String names = section("worker").getOrDefault("config.providers", "");
    return Arrays.stream(names.split(",", -1)).map(String::strip).collect(Collectors.toSet());
  }

  /** All variables whose names begin so, with that beginning. */
  Map<String, String> variablesWith(String prefix) {
    Map<String, String> found = new TreeMap<>(variables);
    found.keySet().removeIf(name -> !name.startsWith(prefix));
    return found;
  }

  Optional<String> given(Variable variable) {
    return Optional.ofNullable(variables.get(variable.name()));
  }

  String value(Variable variable) {
    return given(variable).orElse(variable.fallback());
  }

  /** A value that has to match; {@code rule} says what is allowed. */
  String matching(Area area, Variable variable, Pattern allowed, String rule) {
    String value = value(variable);
    if (!allowed.matcher(value).matches()) {
      problem(area, variable.name(), "is \"" + value + "\": expected " + rule);
    }
    return value;
  }

  /** A number within bounds; the fallback if it is not. */
  long number(Area area, Variable variable, long least, long most) {
    String value = value(variable);
    try {
      long number = Long.parseLong(value.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The problem is the same as for a number out of bounds.
    }
    problem(
        area,
        variable.name(),
        "is \""
            + value
            + "\": expected a number from "
            + least
            + " to "
            + most
            + " ("
            + variable.meaning()
            + ")");
    return Long.parseLong(variable.fallback());
  }

  void problem(Area area, String name, String message) {
    problems.add(new RunProblem(area, name, message));
  }

  private void readKey(String key, String value) {
    Optional<String> section =
        SECTIONS.stream().filter(name -> key.startsWith(name + ".")).findFirst();
    if (section.isPresent()) {
      sections
          .computeIfAbsent(section.get(), name -> new LinkedHashMap<>())
          .put(key.substring(section.get().length() + 1), value);
      refer(key);
    } else if (isVariable(key)) {
      variables.put(key, value);
      refer(key);
    } else {
      problem(
          Area.PROCESS,
          key,
          "is unknown: expected a key that begins with source., sink., worker. or broker., or a"
              + " variable");
    }
  }

  private void refer(String key) {
    if (SecretReference.allows(path)) {
      references.put(key, SecretReference.toFile(path, key));
    }
  }

  private static boolean isVariable(String name) {
    return name.startsWith(Variable.CATALOG_PREFIX)
        || Variable.ALL.stream().anyMatch(variable -> variable.name().equals(name));
  }
}
