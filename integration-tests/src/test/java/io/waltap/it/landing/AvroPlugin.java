/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The plugin directory with Confluent's AvroConverter, in the build that Apache Pulsar publishes on
 * Maven Central. That build has the same code in packages of another name. The profile {@code
 * lakes} downloads it.
 */
final class AvroPlugin implements AutoCloseable {
  static final String CONVERTER =
      "org.apache.pulsar.kafka.shade.io.confluent.connect.avro.AvroConverter";
  private static final String DESERIALIZER =
      "org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroDeserializer";
  private static final String DECLARATION =
      "META-INF/services/org.apache.kafka.connect.storage.Converter";

  private final Path directory;
  private final URLClassLoader loader;

  private AvroPlugin(Path directory, URLClassLoader loader) {
    this.directory = directory;
    this.loader = loader;
  }

  /**
   * Opens the plugin. It must be open before the worker starts, because the worker searches for
   * plugins only at its start.
   */
  static AvroPlugin open() {
    Path directory =
        Lake.Directories.given("waltap.it.avro", "target/lakes/plugins/avro-converter");
    assumeThat(directory).as("build with -Plakes").isDirectory();
    declare(directory);
    return new AvroPlugin(
        directory, new URLClassLoader(jars(directory), AvroPlugin.class.getClassLoader()));
  }

  /** Returns the plugin path of a worker with the usual plugins and this one. */
  String pluginPath() {
    return Lake.Directories.given("waltap.it.plugins", "../connector/target/plugin")
        + ","
        + directory.getParent();
  }

  /** Returns a consumer's deserializer. The text form of its values is JSON. */
  @SuppressWarnings("unchecked") // it gives what the schema says
  Deserializer<Object> deserializer(String registryUrl) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // its configuration searches for classes there
    thread.setContextClassLoader(loader);
    try {
      Deserializer<Object> deserializer =
          (Deserializer<Object>)
              loader.loadClass(DESERIALIZER).getDeclaredConstructor().newInstance();
      deserializer.configure(Map.of("schema.registry.url", registryUrl), false);
      return deserializer;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Does what {@code connect-plugin-path sync-manifests} does. This build is older than {@code
   * plugin.discovery=service_load} and declares nothing.
   */
  private static void declare(Path directory) {
    Path jar = directory.resolve("declaration.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(DECLARATION));
      out.write(CONVERTER.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL[] jars(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      List<URL> urls =
          files
              .filter(file -> file.toString().endsWith(".jar"))
              .sorted()
              .map(AvroPlugin::url)
              .toList();
      return urls.toArray(URL[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
