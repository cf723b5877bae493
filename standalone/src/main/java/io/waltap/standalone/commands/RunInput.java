/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.commands.RunProblem.Area;
import io.waltap.standalone.landing.SecretReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigValue;

/**
 * What a user gave, by environment variables and in a properties file, and the problems that were
 * found with it. A variable in the file holds where the environment does not have it.
 */
final class RunInput {
  /** The parts of a run that have properties in the file, and what does not work without them. */
  private static final Map<String, Area> SECTIONS =
      Map.of(
          "source", Area.SOURCE,
          "sink", Area.LAKE,
          "mirror", Area.LAKE,
          "worker", Area.PROCESS,
          "broker", Area.PROCESS);

  private final Map<String, String> environment;
  private final Path path;
  private final Set<String> providers;
  private final Map<String, Given> variables = new TreeMap<>();
  private final Map<String, Map<String, Given>> sections = new LinkedHashMap<>();
  private final Map<String, Object> values = new TreeMap<>();
  private final List<RunProblem> problems = new ArrayList<>();

  /**
   * @param path of the file
   */
  RunInput(Map<String, String> environment, Map<String, String> file, Path path) {
    this.environment = Map.copyOf(environment);
    this.path = path;
    this.providers = providers(file.getOrDefault("worker.config.providers", ""));
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
    environment.forEach(this::readVariable);
    validate();
  }

  /** The problems so far, in the order in which they were found. */
  List<RunProblem> problems() {
    return List.copyOf(problems);
  }

  /** The file's properties of a section, without the section's name. */
  Map<String, Given> section(String name) {
    return Map.copyOf(sections.getOrDefault(name, Map.of()));
  }

  /** A variable as it was given. */
  Optional<Given> given(String variable) {
    return Optional.ofNullable(variables.get(variable));
  }

  /** Whether the environment has the variable, so that libraries can read it there, too. */
  boolean isInEnvironment(String variable) {
    return !environment.getOrDefault(variable, "").isBlank();
  }

  /** A text that fits its rule, or the default. */
  Optional<String> text(String variable) {
    return values.get(variable) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** A number that fits its rule, or the default. */
  OptionalInt number(String variable) {
    return values.get(variable) instanceof Integer number
        ? OptionalInt.of(number)
        : OptionalInt.empty();
  }

  /**
   * The properties of the catalog that variables give, by the name of the variable. A file that has
   * the value stands for its variable.
   */
  Map<String, Given> catalog() {
    Map<String, Given> catalog = new TreeMap<>();
    variables.forEach(
        (name, given) -> {
          if (LakeVariables.isCatalogFile(name)) {
            String secret = name.substring(0, name.length() - SecretFile.SUFFIX.length());
            catalogSecret(name, secret, given.value()).ifPresent(read -> catalog.put(secret, read));
          } else if (LakeVariables.isCatalog(name)) {
            catalog.put(name, given);
          }
        });
    return catalog;
  }

  void problem(Area area, String name, String message) {
    problems.add(new RunProblem(area, name, message));
  }

  private Optional<Given> catalogSecret(String name, String secret, String file) {
    Optional<String> problem = new SecretFile(file).problem();
    if (variables.containsKey(secret)) {
      problem(Area.LAKE, name, "and " + secret + " are both set: remove one of them");
    } else if (problem.isPresent()) {
      problem(Area.LAKE, name, "gives no value: " + problem.get());
    } else if (!SecretReference.allows(Path.of(file))) {
      problem(
          Area.LAKE,
          name,
          "is \""
              + file
              + "\": expected a path without : and }, because the stored configuration refers to"
              + " the file");
    } else {
      return Optional.of(read(file));
    }
    return Optional.empty();
  }

  private static Given read(String file) {
    try {
      return new Given(
          new SecretFile(file).read(), SecretReference.toSecretFile(Path.of(file)), true);
    } catch (IOException e) {
      throw new IllegalStateException(file + " could be read, and then could not", e);
    }
  }

  private void readVariable(String name, String value) {
    if (value.isBlank() || !Variables.isKnown(name)) {
      return;
    }
    // Passwords may have blanks at their ends.
    String text = Variables.mayBeSecret(name) ? value : value.strip();
    String reference =
        SecretReference.isIn(text, providers) ? text : SecretReference.toVariable(name);
    variables.put(name, new Given(text, reference, false));
  }

  private void readKey(String key, String value) {
    int dot = key.indexOf('.');
    String section = dot < 0 ? "" : key.substring(0, dot);
    if (SECTIONS.containsKey(section)) {
      sections
          .computeIfAbsent(section, name -> new LinkedHashMap<>())
          .put(key.substring(dot + 1), fromFile(SECTIONS.get(section), key, value));
    } else if (!Variables.isKnown(key)) {
      problem(
          Area.PROCESS,
          key,
          "is unknown: expected a key that begins with source., sink., mirror., worker. or"
              + " broker., or a variable"
              + UnknownVariables.meant(key).map(name -> "; did you mean " + name + "?").orElse(""));
    } else if (!value.isBlank()) {
      variables.put(key, fromFile(Variables.area(key), key, value));
    }
  }

  private Given fromFile(Area area, String key, String text) {
    Set<String> names = VariableReferences.in(text);
    for (String name : names) {
      if (!environment.containsKey(name)) {
        problem(
            area,
            key,
            "has ${" + name + "} in its value, but there is no environment variable " + name);
      }
    }
    String value = VariableReferences.replace(text, name -> environment.getOrDefault(name, ""));
    String reference =
        names.isEmpty() && !SecretReference.isIn(text, providers)
            ? referenceTo(key)
            : VariableReferences.replace(text, SecretReference::toVariable);
    // whoever takes a value out of the file may have a reason for it
    return new Given(value, reference, !names.isEmpty());
  }

  private String referenceTo(String key) {
    return SecretReference.allows(path) ? SecretReference.toFile(path, key) : "";
  }

  /** Takes the values by the definition; a default stands for a value that breaks its rule. */
  private void validate() {
    Map<String, String> texts = new TreeMap<>();
    variables.forEach((name, given) -> texts.put(name, given.value()));
    Map<String, ConfigValue> results = Variables.definition().validateAll(texts);
    for (ConfigKey key : Variables.definition().configKeys().values()) {
      ConfigValue result = results.get(key.name);
      Object value = result.value();
      if (!result.errorMessages().isEmpty() && texts.containsKey(key.name)) {
        problem(
            Variables.area(key.name),
            key.name,
            "is \"" + texts.get(key.name) + "\": expected " + key.validator);
        value = key.hasDefault() ? key.defaultValue : null;
      }
      if (value != null) {
        values.put(key.name, value);
      }
    }
  }

  private static Set<String> providers(String names) {
    return Arrays.stream(names.split(",", -1)).map(String::strip).collect(Collectors.toSet());
  }
}
