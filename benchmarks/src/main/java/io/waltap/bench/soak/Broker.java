/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import io.waltap.embedded.EmbeddedKafka;
import io.waltap.embedded.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** A broker in its own process. It keeps its ports and its data when it is started again. */
final class Broker implements AutoCloseable {
  private static final Duration READY = Duration.ofMinutes(2);

  private final ChildProcess process;
  private final String bootstrapServers;

  Broker(Path directory) {
    List<Integer> ports = FreePorts.distinct(2);
    this.bootstrapServers = "127.0.0.1:" + ports.get(0);
    this.process =
        new ChildProcess(
            "broker",
            directory,
            List.of(
                "-Xmx768m",
                "-Duser.timezone=UTC",
                "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile", ""),
                "-Dwaltap.log.file=" + directory.toAbsolutePath().resolve("server.log"),
                Broker.class.getName(),
                directory.toAbsolutePath().resolve("data").toString(),
                ports.get(0).toString(),
                ports.get(1).toString()));
  }

  /** The broker's process. */
  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedKafka kafka =
        EmbeddedKafka.builder(Path.of(arguments[0]))
            .port(Integer.parseInt(arguments[1]))
            .controllerPort(Integer.parseInt(arguments[2]))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop-broker"));
    new CountDownLatch(1).await();
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Starts the broker and returns when it answers. */
  void start() throws InterruptedException {
    process.start();
    long deadline = System.nanoTime() + READY.toNanos();
    while (!answers()) {
      process.requireAlive();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the broker does not answer at " + bootstrapServers);
      }
      Thread.sleep(200);
    }
  }

  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.stop();
  }

  private boolean answers() throws InterruptedException {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "request.timeout.ms", "4000",
            "default.api.timeout.ms", "5000");
    try (Admin admin = Admin.create(properties)) {
      return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
