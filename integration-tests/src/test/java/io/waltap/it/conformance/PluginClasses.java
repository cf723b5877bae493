/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * The classes of a plugin directory, in this JVM. They serve to call what Connect would call,
 * without a worker.
 */
final class PluginClasses implements AutoCloseable {
  private final URLClassLoader loader;

  private PluginClasses(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<URL> jars =
          files.filter(file -> file.toString().endsWith(".jar")).map(PluginClasses::url).toList();
      loader = new URLClassLoader(jars.toArray(URL[]::new), PluginClasses.class.getClassLoader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The property {@code -Dwaltap.it.debezium} is Debezium's plugin directory. */
  static PluginClasses debezium() {
    return new PluginClasses(
        directory("waltap.it.debezium", "target/plugins/debezium-connector-postgres"));
  }

  /** The property {@code -Dwaltap.it.iceberg} is the plugin directory of Iceberg's sink. */
  static PluginClasses iceberg() {
    return new PluginClasses(
        directory("waltap.it.iceberg", "../iceberg-sink/target/plugin/iceberg-kafka-connect"));
  }

  /** Creates an instance with the constructor without parameters. */
  Object create(String className) {
    return inContext(() -> loader.loadClass(className).getDeclaredConstructor().newInstance());
  }

  /** Creates and configures a single message transform. */
  @SuppressWarnings("unchecked") // it takes records of any class
  Transformation<SinkRecord> transformation(String className, Map<String, String> properties) {
    Transformation<SinkRecord> transformation = (Transformation<SinkRecord>) create(className);
    inContext(
        () -> {
          transformation.configure(properties);
          return transformation;
        });
    return transformation;
  }

  /** Calls a plugin as Connect does: with the plugin's class loader as the thread's. */
  <T> T inContext(Call<T> call) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return call.call();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** A call that may need reflection. */
  @FunctionalInterface
  interface Call<T> {
    T call() throws ReflectiveOperationException;
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory(String property, String otherwise) {
    return Path.of(System.getProperty(property, otherwise)).toAbsolutePath().normalize();
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
