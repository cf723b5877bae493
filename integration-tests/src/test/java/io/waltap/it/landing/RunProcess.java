/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.awaitility.Awaitility.await;

import io.waltap.embedded.FreePorts;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * {@code ./waltap run} as its users start it: a process, environment variables, and signals. Its
 * data is in the directory's {@code state}, and its Iceberg tables are in {@code lake}.
 */
final class RunProcess implements AutoCloseable {
  static final Path HOME = Path.of("../standalone/target/waltap").toAbsolutePath();
  static final String NAMESPACE = "waltap";
  private static final Pattern BROKER = Pattern.compile("running; Kafka ([0-9.]+:[0-9]+),");

  private final Process process;
  private final Path output;
  private final int healthPort;

  private RunProcess(Process process, Path output, int healthPort) {
    this.process = process;
    this.output = output;
    this.healthPort = healthPort;
  }

  static RunProcess start(TestDatabase database, Path directory) throws IOException {
    return start(database, directory, Map.of());
  }

  /**
   * @param more environment variables, over those that name the database and the lake
   * @param options of the command
   */
  static RunProcess start(
      TestDatabase database, Path directory, Map<String, String> more, String... options)
      throws IOException {
    int healthPort = FreePorts.one();
    Map<String, String> variables = new HashMap<>(variables(database, directory));
    variables.put("HEALTH_PORT", Integer.toString(healthPort));
    variables.putAll(more);
    Files.createDirectories(directory);
    Path output = next(directory);
    List<String> arguments = Stream.concat(Stream.of("run"), Arrays.stream(options)).toList();
    Process process = command(arguments, variables, output).start();
    return new RunProcess(process, output, healthPort);
  }

  /** A command of {@code ./waltap}, with the umask that the script sets. */
  static ProcessBuilder command(
      List<String> arguments, Map<String, String> variables, Path output) {
    String heap = variables.getOrDefault("HEAP", "-Xmx768m");
    ProcessBuilder process =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of(
                        "sh",
                        "-c",
                        "umask 077; exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dwaltap.home=" + HOME,
                        "-Dlog4j2.configurationFile=" + HOME.resolve("config/log4j2.xml"),
                        "-cp",
                        HOME.resolve("lib") + "/*",
                        "io.waltap.standalone.Waltap"),
                    arguments.stream())
                .toList());
    process.environment().putAll(variables);
    process.environment().remove("HEAP");
    return process
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()));
  }

  /** The variables of a usual run, with a superuser and a commit every two seconds. */
  static Map<String, String> variables(TestDatabase database, Path directory) {
    Map<String, String> variables = new HashMap<>();
    variables.put("POSTGRES_HOST", database.server().host());
    variables.put("POSTGRES_PORT", Integer.toString(database.server().port()));
    variables.put("POSTGRES_DB", database.name());
    variables.put("POSTGRES_USER", database.server().user());
    variables.put("POSTGRES_PASSWORD", database.server().password());
    variables.put("PUBLICATION_NAME", database.publication());
    variables.put("SLOT_NAME", database.slot());
    variables.put("ICEBERG_CATALOG_TYPE", "hadoop");
    variables.put("ICEBERG_CATALOG_WAREHOUSE", "file://" + lake(directory));
    variables.put("FLUSH_INTERVAL_MS", "2000");
    variables.put("WALTAP_DATA_DIR", state(directory).toString());
    return variables;
  }

  static Path state(Path directory) {
    return directory.resolve("state");
  }

  static Path lake(Path directory) {
    return directory.resolve("lake");
  }

  /** The catalog in which the tables are. */
  static Map<String, String> catalog(Path directory) {
    return Map.of("type", "hadoop", "warehouse", "file://" + lake(directory));
  }

  /** Waits until the source and the sink are running. */
  RunProcess awaitRunning() {
    awaitLine("running; Kafka ");
    return this;
  }

  void awaitLine(String text) {
    await("\"" + text + "\" in " + output)
        .atMost(Settings.patience())
        .until(() -> text().contains(text) || !process.isAlive());
    if (!text().contains(text)) {
      throw new AssertionError("the process ended with " + process.exitValue() + ":\n" + text());
    }
  }

  /** Committed records of a topic in the broker of the process. */
  long records(String topic) {
    Matcher address = BROKER.matcher(text());
    if (!address.find()) {
      throw new AssertionError("no broker: " + text());
    }
    TopicPartition partition = new TopicPartition(topic, 0);
    Map<String, Object> config =
        Map.of("bootstrap.servers", address.group(1), "isolation.level", "read_committed");
    long records = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        records += consumer.poll(Duration.ofMillis(500)).count();
      }
    }
    return records;
  }

  /** What the process has printed. */
  String text() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends SIGTERM, as systemd and Kubernetes do, and returns the exit value. */
  int terminate() throws InterruptedException {
    process.destroy();
    return exit();
  }

  /** Sends SIGTERM twice with a few milliseconds in between, as a terminal with a wrapper does. */
  int terminateTwice() throws InterruptedException {
    process.destroy();
    TimeUnit.MILLISECONDS.sleep(5); // the interval is what is tested
    process.destroy();
    return exit();
  }

  /** Waits for the end of a process that ends by itself. */
  int exit() throws InterruptedException {
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the process did not stop:\n" + text());
    }
    return process.exitValue();
  }

  /** Sends SIGKILL. */
  void kill() {
    process.destroyForcibly();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The answer of {@code /healthz}: the status, a blank and the body. */
  String health() throws IOException, InterruptedException {
    URI url = URI.create("http://127.0.0.1:" + healthPort + "/healthz");
    HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  @Override
  public void close() {
    kill();
  }

  private static Path next(Path directory) {
    int number = 1;
    while (Files.exists(directory.resolve("output-" + number + ".log"))) {
      number++;
    }
    return directory.resolve("output-" + number + ".log");
  }
}
