/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.worker.MockRegistryAvroConverter;
import io.waltap.embedded.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Confluent's AvroConverter, installed as a Connect plugin.
 *
 * @param path for the worker's plugin.path: the plugin is the only directory in it
 * @param converter the converter's class
 */
record AvroPlugin(Path path, String converter) {
  /**
   * The converter as Confluent publishes it, and as Apache Pulsar publishes it on Maven Central, in
   * packages of another name.
   */
  private static final List<String> CONVERTERS =
      List.of(
          "io.confluent.connect.avro.AvroConverter",
          "org.apache.pulsar.kafka.shade.io.confluent.connect.avro.AvroConverter");

  private static final String DECLARATION =
      "META-INF/services/org.apache.kafka.connect.storage.Converter";

  private static final String MOCK = "mock:";

  /**
   * Makes the plugin.
   *
   * @param source directory with the converter's jars, at any depth
   * @param path the directory to make; an old one is replaced
   * @return empty if there is no such converter
   */
  static Optional<AvroPlugin> install(Path source, Path path) throws IOException {
    List<Path> jars = jars(source);
    Optional<String> converter = converterIn(jars);
    if (converter.isPresent()) {
      FileTree.delete(path);
      Path plugin = path.resolve("avro-converter");
      Files.createDirectories(plugin);
      for (Path jar : jars) {
        Files.copy(jar, plugin.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
      declare(plugin.resolve("waltap-bench-declaration.jar"), converter.get());
    }
    return converter.map(name -> new AvroPlugin(path, name));
  }

  /**
   * The connector's converter properties.
   *
   * @param registry the schema registry's address; with an address that begins with {@code mock:}
   *     there is no registry
   */
  Map<String, String> properties(String registry) {
    Map<String, String> properties = new HashMap<>();
    for (String side : List.of("key.converter", "value.converter")) {
      properties.put(side + ".schema.registry.url", registry);
      if (registry.startsWith(MOCK)) {
        properties.put(side, MockRegistryAvroConverter.class.getName());
        properties.put(side + "." + MockRegistryAvroConverter.CONVERTER, converter);
      } else {
        properties.put(side, converter);
      }
    }
    return Map.copyOf(properties);
  }

  private static List<Path> jars(Path source) throws IOException {
    if (!Files.isDirectory(source)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(source)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static Optional<String> converterIn(List<Path> jars) throws IOException {
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        for (String converter : CONVERTERS) {
          if (zip.getEntry(classFile(converter)) != null) {
            return Optional.of(converter);
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Adds what the plugin directory needs in addition: the declaration that
   * plugin.discovery=service_load uses, which older builds of the converter lack, and our class
   * that must be loaded together with the converter.
   */
  private static void declare(Path jar, String converter) throws IOException {
    Class<?> mocked = MockRegistryAvroConverter.class;
    String file = classFile(mocked.getName());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream code = mocked.getClassLoader().getResourceAsStream(file)) {
      out.putNextEntry(new JarEntry(DECLARATION));
      out.write((converter + "\n" + mocked.getName() + "\n").getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
      out.putNextEntry(new JarEntry(file));
      Objects.requireNonNull(code, file).transferTo(out);
      out.closeEntry();
    }
  }

  private static String classFile(String name) {
    return name.replace('.', '/') + ".class";
  }
}
