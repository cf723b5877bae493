/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Text in a connector's configuration that stands for a value elsewhere. Kafka Connect stores the
 * configuration in a topic and shows it; the worker's {@code config.providers} put the value in
 * only where the connector reads it.
 */
public final class SecretReference {
  private static final Set<String> PROVIDERS = Set.of("env", "file", "directory");

  private SecretReference() {}

  /** The value of an environment variable of this process. */
  public static String toVariable(String name) {
    return "${env:" + name + "}";
  }

  /**
   * A value in a properties file.
   *
   * @throws IllegalArgumentException if the path cannot be part of a reference
   */
  public static String toFile(Path file, String key) {
    if (!allows(file)) {
      throw new IllegalArgumentException("the path of " + file + " must not have : or }");
    }
    return "${file:" + file.toAbsolutePath() + ":" + key + "}";
  }

  /**
   * A file that has the value and nothing else.
   *
   * @throws IllegalArgumentException if the path cannot be part of a reference
   */
  public static String toSecretFile(Path file) {
    if (!allows(file)) {
      throw new IllegalArgumentException("the path of " + file + " must not have : or }");
    }
    Path path = file.toAbsolutePath();
    return "${directory:" + path.getParent() + ":" + path.getFileName() + "}";
  }

  /** Whether the path can be part of a reference. */
  public static boolean allows(Path file) {
    String path = file.toAbsolutePath().toString();
    return path.indexOf(':') < 0 && path.indexOf('}') < 0;
  }

  /**
   * Whether a value that a user gave is a reference itself, so that it can be stored as it is.
   *
   * @param more names of providers that the user has added to the worker
   */
  public static boolean isIn(String value, Set<String> more) {
    Matcher references = ConfigTransformer.DEFAULT_PATTERN.matcher(value);
    while (references.find()) {
      String provider = references.group(1);
      if (PROVIDERS.contains(provider) || more.contains(provider)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The values, for what does not go through Kafka Connect.
   *
   * @param worker properties of the worker, which may name more providers
   * @throws org.apache.kafka.common.config.ConfigException if a file cannot be read, or a provider
   *     cannot be used
   */
  public static Map<String, String> resolved(
      Map<String, String> properties, Map<String, String> worker) {
    ConfigProvider environment = new EnvVarConfigProvider();
    environment.configure(Map.of());
    ConfigProvider files = new FileConfigProvider();
    files.configure(Map.of());
    ConfigProvider secrets = new SecretFiles();
    secrets.configure(Map.of());
    Map<String, ConfigProvider> providers =
        new HashMap<>(Map.of("env", environment, "file", files, "directory", secrets));
    for (String name : worker.getOrDefault("config.providers", "").split(",", -1)) {
      if (!name.isBlank() && !PROVIDERS.contains(name.strip())) {
        providers.put(name.strip(), provider(name.strip(), worker));
      }
    }
    return new ConfigTransformer(providers).transform(new LinkedHashMap<>(properties)).data();
  }

  /** As the worker makes it. */
  private static ConfigProvider provider(String name, Map<String, String> worker) {
    String prefix = "config.providers." + name + ".";
    Map<String, String> parameters = new HashMap<>();
    worker.forEach(
        (property, value) -> {
          if (property.startsWith(prefix + "param.")) {
            parameters.put(property.substring((prefix + "param.").length()), value);
          }
        });
    String type = worker.getOrDefault(prefix + "class", "");
    try {
      ConfigProvider provider = (ConfigProvider) Class.forName(type).getConstructor().newInstance();
      provider.configure(parameters);
      return provider;
    } catch (ReflectiveOperationException e) {
      throw new ConfigException("worker." + prefix + "class", type, "cannot be used: " + e);
    }
  }
}
