/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.convert.ParallelConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Finds problems in a connector's configuration, as far as the connector and its transforms can
 * find them without a server.
 */
final class ConnectorChecks {
  static final String SOURCE = "io.waltap.connect.PostgresSourceConnector";
  static final String SINK = "org.apache.iceberg.connect.IcebergSinkConnector";

  private static final String MIRROR = "io.waltap.mirror.MirrorSinkConnector";

  private static final String SINK_CONFIG = "org.apache.iceberg.connect.IcebergSinkConfig";

  /** Properties that the worker reads. */
  private static final Pattern WORKERS =
      Pattern.compile(
          "name|connector\\.class|tasks\\.max|topics(\\.regex)?|(key|value|header)\\.converter(\\..+)?"
              + "|transforms(\\..+)?|predicates(\\..+)?|(consumer|producer|admin)\\.override\\..+"
              + "|errors\\.(tolerance|log|deadletterqueue|retry)\\..+|errors\\.tolerance"
              + "|exactly\\.once\\.support|transaction\\.boundary(\\..+)?|topic\\.creation\\..+");

  /** Groups of properties that the sink's definition does not list. */
  private static final Pattern SINK_FAMILIES =
      Pattern.compile(
          "iceberg\\.(catalog|hadoop|kafka|table|tables\\.auto-create-props|tables\\.write-props)\\..+");

  private static final ClassLoader SINK_PLUGIN = sinkPlugin();

  private ConnectorChecks() {}

  static List<String> problems(Map<String, String> config) {
    String type = config.getOrDefault("connector.class", "");
    List<String> problems =
        switch (type) {
          case SOURCE -> source(config);
          case SINK -> sink(config);
          case MIRROR -> mirror(config);
          default -> List.of("connector.class: " + type + " is not a class of Waltap or Iceberg");
        };
    List<String> all = new ArrayList<>(problems);
    all.addAll(transforms(config));
    all.addAll(converter("key.converter", config));
    all.addAll(converter("value.converter", config));
    return all;
  }

  /** Checks Kafka's converters and ours; users install the others. */
  private static List<String> converter(String property, Map<String, String> config) {
    String type = config.getOrDefault(property, "");
    if (type.equals(ParallelConverter.class.getName())) {
      Map<String, String> delegate = new TreeMap<>(config);
      String named = delegate.remove(property + "." + ParallelConverter.DELEGATE);
      delegate.put(property, String.valueOf(named));
      return named == null
          ? List.of(property + ": no " + ParallelConverter.DELEGATE)
          : converter(property, delegate);
    }
    if (!type.startsWith("io.waltap.") && !type.startsWith("org.apache.kafka.")) {
      return List.of();
    }
    Optional<ServiceLoader.Provider<Converter>> found =
        ServiceLoader.load(Converter.class).stream()
            .filter(provider -> provider.type().getName().equals(type))
            .findFirst();
    if (found.isEmpty()) {
      return List.of(property + ": there is no converter " + type);
    }
    Map<String, String> properties = new TreeMap<>();
    config.forEach(
        (name, value) -> {
          if (name.startsWith(property + ".")) {
            properties.put(name.substring(property.length() + 1), value);
          }
        });
    Converter converter = found.get().get();
    List<String> problems = new ArrayList<>();
    properties.keySet().stream()
        .filter(name -> !converter.config().names().contains(name))
        .forEach(name -> problems.add(property + "." + name + ": nothing reads it"));
    try {
      converter.configure(properties, property.startsWith("key"));
    } catch (ConfigException e) {
      problems.add(property + ": " + e.getMessage());
    }
    return problems;
  }

  private static List<String> source(Map<String, String> config) {
    List<String> problems = new ArrayList<>();
    ConfigDef definition = ConnectorConfig.definition();
    problems.addAll(errors(definition, config));
    ConnectorConfig.problems(config)
        .forEach(problem -> problems.add(problem.property() + ": " + problem.message()));
    config.keySet().stream()
        .filter(key -> !definition.names().contains(key) && !WORKERS.matcher(key).matches())
        .forEach(key -> problems.add(key + ": nothing reads it"));
    return problems;
  }

  private static List<String> sink(Map<String, String> config) {
    List<String> problems = new ArrayList<>();
    try {
      ConfigDef definition =
          SINK_PLUGIN
              .loadClass(SINK)
              .asSubclass(SinkConnector.class)
              .getDeclaredConstructor()
              .newInstance()
              .config();
      problems.addAll(errors(definition, config));
      config.keySet().stream()
          .filter(key -> !definition.names().contains(key))
          .filter(key -> !SINK_FAMILIES.matcher(key).matches())
          .filter(key -> !WORKERS.matcher(key).matches())
          .forEach(key -> problems.add(key + ": nothing reads it"));
      // the sink checks combinations of its properties when it reads them
      SINK_PLUGIN.loadClass(SINK_CONFIG).getConstructor(Map.class).newInstance(config);
    } catch (InvocationTargetException e) {
      problems.add(String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the sink's plugin directory has changed", e);
    }
    return problems;
  }

  private static List<String> mirror(Map<String, String> config) {
    List<String> problems = new ArrayList<>();
    mirror()
        .validate(config)
        .configValues()
        .forEach(value -> value.errorMessages().forEach(problems::add));
    config.keySet().stream()
        .filter(key -> !key.startsWith("mirror.") && !key.startsWith("iceberg."))
        .filter(key -> !WORKERS.matcher(key).matches())
        .forEach(key -> problems.add(key + ": nothing reads it"));
    return problems;
  }

  /** The mirror sink, as a worker loads it. */
  static SinkConnector mirror() {
    try {
      return SINK_PLUGIN
          .loadClass(MIRROR)
          .asSubclass(SinkConnector.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the sink's plugin directory has changed", e);
    }
  }

  private static List<String> transforms(Map<String, String> config) {
    List<String> problems = new ArrayList<>();
    List<String> aliases =
        Arrays.stream(config.getOrDefault("transforms", "").split(","))
            .map(String::strip)
            .filter(alias -> !alias.isEmpty())
            .toList();
    for (String alias : aliases) {
      problems.addAll(transform(alias, config));
    }
    config.keySet().stream()
        .filter(key -> key.startsWith("transforms."))
        .filter(key -> aliases.stream().noneMatch(a -> key.startsWith("transforms." + a + ".")))
        .forEach(key -> problems.add(key + ": belongs to no transform in the chain"));
    return problems;
  }

  private static List<String> transform(String alias, Map<String, String> config) {
    String prefix = "transforms." + alias + ".";
    Map<String, String> options = new TreeMap<>();
    config.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            options.put(key.substring(prefix.length()), value);
          }
        });
    String type = options.remove("type");
    options.keySet().removeAll(List.of("predicate", "negate"));
    List<String> problems = new ArrayList<>();
    if (type == null) {
      problems.add(prefix + "type: is missing");
      return problems;
    }
    try (Transformation<?> transform =
        Class.forName(type)
            .asSubclass(Transformation.class)
            .getDeclaredConstructor()
            .newInstance()) {
      ConfigDef definition = transform.config();
      options.keySet().stream()
          .filter(key -> !definition.names().contains(key))
          .forEach(key -> problems.add(prefix + key + ": " + type + " has no such option"));
      problems.addAll(errors(definition, options));
      if (problems.isEmpty()) {
        transform.configure(options);
      }
    } catch (ReflectiveOperationException e) {
      problems.add(prefix + "type: " + type + " cannot be created: " + e);
    } catch (ConfigException e) {
      problems.add(prefix + "*: " + e.getMessage());
    }
    return problems;
  }

  private static List<String> errors(ConfigDef definition, Map<String, String> config) {
    return definition.validate(config).stream()
        .flatMap(value -> value.errorMessages().stream())
        .toList();
  }

  /**
   * Loads classes as a worker does: from the sink's directory, with Kafka Connect's classes as the
   * parent.
   */
  private static ClassLoader sinkPlugin() {
    try (Stream<Path> jars = Files.list(Path.of(Build.property("waltap.sink")))) {
      return new URLClassLoader(
          jars.filter(file -> file.toString().endsWith(".jar"))
              .map(ConnectorChecks::url)
              .toArray(URL[]::new),
          ConnectorChecks.class.getClassLoader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
