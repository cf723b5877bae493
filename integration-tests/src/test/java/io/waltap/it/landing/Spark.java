/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waltap.it.harness.Settings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Apache Spark with Iceberg's extensions, in its own process, because its jars conflict with ours.
 * The profile {@code lakes} downloads the jars.
 */
final class Spark {
  /** The lake's name in statements. It is also the default catalog. */
  private static final String CATALOG = "lake";

  private static final String RUNNER = "io.waltap.lakes.spark.SparkRunner";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<List<List<String>>>> RESULTS = new TypeReference<>() {};

  /** The versions that the profile gathers. */
  enum Version {
    OF_3_5("waltap.it.spark", "../lakes/spark/target"),
    OF_4_1("waltap.it.spark4", "../lakes/spark4/target");

    private final String property;
    private final String otherwise;

    Version(String property, String otherwise) {
      this.property = property;
      this.otherwise = otherwise;
    }
  }

  // the Hadoop of Spark 3.5 needs a security manager, which later versions of Java refuse
  private static final int FIRST_JAVA_THAT_IS_TOO_NEW = 23;

  // the packages that Spark's own build opens
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "jdk.internal.ref",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private final String name;
  private final Path home;
  private int runs;

  private Spark(String name, Path home) {
    this.name = name;
    this.home = home;
  }

  /** Finds Spark 3.5. The test is skipped if the jars are missing, or Java is too new. */
  static Spark find(String name) {
    return find(name, Version.OF_3_5);
  }

  /** Finds a version of Spark. The test is skipped as by {@link #find(String)}. */
  static Spark find(String name, Version version) {
    Path home = Lake.Directories.given(version.property, version.otherwise);
    assumeThat(home.resolve("lib")).as("build with -Plakes").isDirectory();
    assumeThat(Runtime.version().feature())
        .as("the Java that runs Spark")
        .isLessThan(FIRST_JAVA_THAT_IS_TOO_NEW);
    return new Spark(name, home);
  }

  /**
   * Runs statements one after the other in one session, since starting a session takes longer than
   * most statements.
   *
   * @return the rows of each statement, with values as Spark casts them to text
   */
  List<List<List<String>>> run(Lake lake, List<String> statements) {
    runs++;
    Path directory = Lake.Directories.fresh(name + "-" + runs);
    File input = directory.resolve("statements.json").toFile();
    File output = directory.resolve("results.json").toFile();
    try {
      Files.createDirectories(directory);
      JSON.writeValue(input, statements);
      List<String> arguments = java();
      arguments.add(input.toString());
      arguments.add(output.toString());
      arguments.add("spark.local.dir=" + directory.resolve("tmp"));
      arguments.addAll(catalog(lake));
      try (ServerProcess process =
          ServerProcess.start(
              name,
              directory,
              Jdk.current(),
              // otherwise it searches for an address of this machine
              Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
              arguments)) {
        process.awaitEnd(Settings.patience().multipliedBy(3));
      }
      return JSON.readValue(output, RESULTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the options of Java, and the program. */
  private List<String> java() {
    List<String> arguments = new ArrayList<>();
    arguments.add("-Xmx768m");
    arguments.add("-Duser.timezone=UTC");
    arguments.add("-Djdk.reflect.useDirectMethodHandle=false");
    arguments.add("-Dio.netty.tryReflectionSetAccessible=true");
    for (String opened : OPENED) {
      arguments.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    arguments.add("-cp");
    arguments.add(home.resolve("classes") + File.pathSeparator + home.resolve("lib").resolve("*"));
    arguments.add(RUNNER);
    return arguments;
  }

  /** Returns the lake's properties in Spark's form. */
  private static List<String> catalog(Lake lake) {
    String catalog = "spark.sql.catalog." + CATALOG;
    List<String> properties = new ArrayList<>();
    properties.add("spark.sql.defaultCatalog=" + CATALOG);
    properties.add(catalog + "=org.apache.iceberg.spark.SparkCatalog");
    lake.catalog().forEach((name, value) -> properties.add(catalog + "." + name + "=" + value));
    return properties;
  }
}
