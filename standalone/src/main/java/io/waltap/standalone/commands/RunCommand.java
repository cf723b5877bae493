/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import io.waltap.embedded.EmbeddedConnect;
import io.waltap.embedded.EmbeddedKafka;
import io.waltap.embedded.LostMarkers;
import io.waltap.embedded.RestToken;
import io.waltap.standalone.landing.Installation;
import io.waltap.standalone.landing.Landing;
import io.waltap.standalone.landing.SecretReference;
import io.waltap.standalone.landing.SinkProperties;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process from a database to a catalog: a broker, a Connect worker, the source and the Iceberg
 * sink. All state is in the data directory, so a run continues where the last run ended, even after
 * a crash.
 *
 * <p>There is only one broker, so it syncs every batch to disk before it acknowledges: PostgreSQL
 * drops the WAL of acknowledged changes. Topics have no retention by time. Records are deleted only
 * after the sink has written them, so a catalog that is down for a week costs disk space, not rows.
 *
 * <p>The REST API takes a token. The broker takes every client of this host: it has no accounts.
 */
public final class RunCommand {
  private static final int STOPPED = 0;

  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  static final String SOURCE = "waltap-source";
  private static final String SINK = "waltap-sink";
  private static final Duration HEALTH = Duration.ofSeconds(30);
  private static final Duration TRIM = Duration.ofMinutes(10);
  private static final Duration KEEP_LANDED = Duration.ofDays(1);
  private static final Duration DRAIN_COMMIT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DRAIN_COMMIT_INTERVAL = Duration.ofSeconds(1);

  private final Installation installation;
  private final RunConfig config;
  private final StopSignal stop;
  private final PrintStream out;
  private final Map<String, FailedConnector> failing = new LinkedHashMap<>();

  public RunCommand(Installation installation, RunConfig config, StopSignal stop, PrintStream out) {
    this.installation = installation;
    this.config = config;
    this.stop = stop;
    this.out = out;
  }

  /** Runs until the stop signal. */
  public int run() throws IOException {
    Path data = config.dataDirectory();
    Path header = data.resolve("rest.header");
    String token = RestToken.inFile(header);
    Listeners.warnings(config.broker(), config.worker()).forEach(LOG::warn);
    Ports ports = Ports.of(data);
    say("starting, data in " + data.toAbsolutePath());
    try (EmbeddedKafka kafka = startKafka(data, ports);
        Landing landing =
            new Landing(
                kafka.bootstrapServers(),
                SINK,
                config.sink().get("topics.regex"),
                config.sink().get("iceberg.control.topic"));
        EmbeddedConnect connect = startConnect(kafka, ports, token)) {
      ConnectRest rest = connect.rest();
      landing.createControlTopic();
      rest.putConfig(SOURCE, config.storedSource());
      rest.putConfig(SINK, sink(kafka));
      // The last run left the source stopped.
      rest.resume(SOURCE);
      say(
          "running; Kafka "
              + kafka.bootstrapServers()
              + ", Kafka Connect "
              + connect.restUrl()
              + " (curl -H @"
              + header
              + ")");
      watch(rest, landing);
      boolean landed = drain(rest, landing, sink(kafka));
      say(
          landed
              ? "stopped; everything that was captured has landed"
              : "stopped; rows that have not landed are kept, and land after the next start");
    }
    return STOPPED;
  }

  private EmbeddedKafka startKafka(Path data, Ports ports) throws IOException {
    EmbeddedKafka kafka = brokerBuilder(data, ports).start();
    try {
      for (String ended : LostMarkers.write(kafka.bootstrapServers())) {
        LOG.warn("the last run was killed while a transaction of Kafka ended; {}", ended);
      }
      return kafka;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kafka.close();
      throw new IOException("interrupted while the broker was checked", e);
    } catch (IOException | RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  private EmbeddedKafka.Builder brokerBuilder(Path data, Ports ports) {
    return EmbeddedKafka.builder(data.resolve("kafka"))
        .port(ports.broker())
        .controllerPort(ports.controller())
        // The only copy has to be on disk before it is acknowledged and the slot is confirmed.
        .setting("log.flush.interval.messages", "1")
        .setting("log.retention.ms", "-1")
        .setting("log.segment.bytes", "134217728")
        .setting("log.roll.hours", "24")
        // The default would forget a group's offsets when the process was off for a week.
        .setting("offsets.retention.minutes", "525600")
        .settings(config.broker());
  }

  private EmbeddedConnect startConnect(EmbeddedKafka kafka, Ports ports, String token) {
    return EmbeddedConnect.builder(kafka.bootstrapServers())
        .pluginPath(installation.plugins())
        .port(ports.connect())
        .token(token)
        .offsetFlushInterval(Duration.ofSeconds(10))
        .settings(config.worker())
        .start();
  }

  private Map<String, String> sink(EmbeddedKafka kafka) {
    return SinkProperties.withKafka(config.storedSink(), kafka.bootstrapServers());
  }

  private void watch(ConnectRest rest, Landing landing) {
    long trimmed = System.nanoTime();
    while (!stop.await(HEALTH)) {
      try {
        health(rest, landing);
        if (System.nanoTime() - trimmed > TRIM.toNanos()) {
          landing.trim(KEEP_LANDED);
          trimmed = System.nanoTime();
        }
      } catch (IllegalStateException
          | UncheckedIOException
          | KafkaException
          | ConnectRest.RestException e) {
        LOG.warn("cannot check the connectors: {}", e.getMessage(), e);
      }
    }
  }

  private void health(ConnectRest rest, Landing landing) {
    Landing.Backlog backlog = landing.backlog();
    say(
        String.format(
            Locale.ROOT,
            "source %s, sink %s, produced %,d, not yet written %,d, %s",
            stateOf(rest, SOURCE),
            stateOf(rest, SINK),
            backlog.produced(),
            backlog.remaining(),
            SlotState.describe(SecretReference.resolved(config.source()))));
  }

  /**
   * Also restarts a connector that has failed. Connectors retry what a retry can fix, but not
   * forever.
   */
  private String stateOf(ConnectRest rest, String connector) {
    ConnectRest.Status status = rest.status(connector);
    if (!status.failed()) {
      failing.remove(connector);
      return status.running()
          ? "RUNNING"
          : status.state() + " (" + status.tasks().size() + " tasks)";
    }
    FailedConnector failed = failing.computeIfAbsent(connector, name -> new FailedConnector());
    if (failed.retryDue()) {
      LOG.warn("{} failed, restarting it: {}", connector, firstLine(status.failure()));
      rest.restartFailed(connector);
    }
    return "FAILED";
  }

  /** When to restart again: after 30 s, 1, 2, 4, 5, 5 … minutes. */
  private static final class FailedConnector {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private Duration pause = Duration.ofSeconds(30);
    private long due = System.nanoTime();

    boolean retryDue() {
      long now = System.nanoTime();
      if (now - due < 0) {
        return false;
      }
      due = now + pause.toNanos();
      pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
      return true;
    }
  }

  /**
   * Stops the source first, so that nothing more comes, and lets the sink land the rest. The sink's
   * commit interval may be minutes, too long for a stop, so the sink gets a short one.
   */
  private boolean drain(ConnectRest rest, Landing landing, Map<String, String> sink) {
    Duration patience = config.shutdownTimeout();
    long deadline = System.nanoTime() + patience.toNanos();
    say("stopping the source, then waiting up to " + patience.toSeconds() + " s for rows to land");
    try {
      rest.stop(SOURCE);
      if (!rest.awaitStopped(SOURCE, patience)) {
        LOG.warn("the source did not stop in time");
      }
      Map<String, String> hurried = new LinkedHashMap<>(sink);
      hurried.put(SinkProperties.COMMIT_INTERVAL, Long.toString(DRAIN_COMMIT_INTERVAL.toMillis()));
      // A task that has nothing to write does not answer the coordinator. After this timeout the
      // coordinator commits without the task.
      hurried.put(SinkProperties.COMMIT_TIMEOUT, Long.toString(DRAIN_COMMIT_TIMEOUT.toMillis()));
      rest.putConfig(SINK, hurried);
      return landing.awaitCommitted(
          Duration.ofNanos(Math.max(0, deadline - System.nanoTime())), () -> false);
    } catch (IllegalStateException | UncheckedIOException | ConnectRest.RestException e) {
      LOG.warn("stopping without waiting for rows to land: {}", e.getMessage(), e);
      return false;
    }
  }

  private static String firstLine(String trace) {
    int end = trace.indexOf('\n');
    return end < 0 ? trace : trace.substring(0, end);
  }

  private void say(String what) {
    out.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + "  " + what);
    LOG.info("{}", what);
  }
}
