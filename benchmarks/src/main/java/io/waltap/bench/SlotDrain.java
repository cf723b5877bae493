/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Reads a slot and discards the changes: the highest rate at which PostgreSQL can deliver. It uses
 * pg_recvlogical if this machine has it, and otherwise the JDBC driver in this process.
 */
final class SlotDrain {
  private static final String PROGRAM = "pg_recvlogical";
  private static final long POLL_MILLIS = 20;
  private static final int MESSAGES_PER_LOOK = 4096;

  private final Optional<Path> program;
  private final Duration patience;
  private final Path log;

  /**
   * @param log file for the program's output
   */
  SlotDrain(Duration patience, Path log) {
    this.program = findProgram();
    this.patience = patience;
    this.log = log;
  }

  /** Describes the reader for the report. */
  String description() {
    return program
        .map(path -> path + " -f /dev/null")
        .orElse("a reader over pgjdbc (" + PROGRAM + " was not found)");
  }

  Measurement run(
      BenchDatabase database, Workload workload, ValueFormat format, int round, Task task)
      throws SQLException, IOException, InterruptedException {
    SlotWatch watch = new SlotWatch(database, List.of(task.slot()));
    Drained drained =
        program.isPresent()
            ? byProgram(program.get(), database, task, watch)
            : byDriver(database, task, watch);
    double perSecond = (double) task.events() / drained.seconds();
    return new Measurement(
        Contender.DRAIN,
        workload.name(),
        format,
        round,
        task.events(),
        drained.seconds(),
        perSecond,
        perSecond,
        drained.cost());
  }

  /**
   * What to drain.
   *
   * @param end the LSN at which the backlog ends
   */
  record Task(String slot, String end, long events) {}

  private record Drained(double seconds, Measurement.Cost cost) {}

  private Drained byProgram(Path path, BenchDatabase database, Task task, SlotWatch watch)
      throws SQLException, IOException, InterruptedException {
    EmbeddedPostgres postgres = database.postgres();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                path.toString(),
                "--start",
                "--no-loop",
                "--host=127.0.0.1",
                "--port=" + postgres.port(),
                "--username=" + postgres.user(),
                "--dbname=" + database.name(),
                "--slot=" + task.slot(),
                "--endpos=" + task.end(),
                "--option=proto_version=1",
                "--option=publication_names=" + BenchDatabase.PUBLICATION,
                "--option=binary=true",
                "--file=/dev/null"));
    builder.environment().put("PGPASSWORD", postgres.password());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    long deadline = System.nanoTime() + patience.toNanos();
    Process process = builder.start();
    Thread lastResort = new Thread(process::destroyForcibly, "stop-drain-" + process.pid());
    Runtime.getRuntime().addShutdownHook(lastResort);
    try {
      Meter meter = Meter.withoutWorker(postgres);
      while (watch.look() == 0 && process.isAlive()) {
        Thread.sleep(1);
      }
      long start = System.nanoTime();
      double client = Double.NaN;
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        watch.look();
        double now = ProcStat.process(process.pid());
        client = Double.isNaN(now) ? client : now;
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "the slot is not drained after " + patience.toSeconds() + " s");
        }
      }
      double seconds = (double) (System.nanoTime() - start) / 1e9;
      if (process.exitValue() != 0) {
        throw new IllegalStateException(
            path + " ended with " + process.exitValue() + "; see " + log);
      }
      return new Drained(seconds, meter.read(client, watch.cpuSeconds()));
    } finally {
      process.destroy();
      Runtime.getRuntime().removeShutdownHook(lastResort);
    }
  }

  private Drained byDriver(BenchDatabase database, Task task, SlotWatch watch)
      throws SQLException, InterruptedException {
    long end = LogSequenceNumber.valueOf(task.end()).asLong();
    long deadline = System.nanoTime() + patience.toNanos();
    Meter meter = Meter.withoutWorker(database.postgres());
    double before = ownCpuSeconds();
    try (Connection connection = openReplication(database);
        PGReplicationStream stream =
            connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(task.slot())
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", BenchDatabase.PUBLICATION)
                .withSlotOption("binary", true)
                .start()) {
      long start = System.nanoTime();
      long messages = 0;
      while (Long.compareUnsigned(stream.getLastReceiveLSN().asLong(), end) <= 0) {
        ByteBuffer message = stream.readPending();
        if (message == null) {
          Thread.sleep(1);
        } else {
          messages++;
        }
        if (messages % MESSAGES_PER_LOOK == 0) {
          watch.look();
          stream.setFlushedLSN(stream.getLastReceiveLSN());
          if (System.nanoTime() > deadline) {
            throw new IllegalStateException(
                "the slot is not drained after " + patience.toSeconds() + " s");
          }
        }
      }
      watch.look();
      double seconds = (double) (System.nanoTime() - start) / 1e9;
      return new Drained(seconds, meter.read(ownCpuSeconds() - before, watch.cpuSeconds()));
    }
  }

  private static Connection openReplication(BenchDatabase database) throws SQLException {
    EmbeddedPostgres postgres = database.postgres();
    Properties properties = new Properties();
    PGProperty.USER.set(properties, postgres.user());
    PGProperty.PASSWORD.set(properties, postgres.password());
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    return DriverManager.getConnection(postgres.jdbcUrl(database.name()), properties);
  }

  private static double ownCpuSeconds() {
    return (double) ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  private static Optional<Path> findProgram() {
    String named = System.getenv("PG_RECVLOGICAL");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    String path = System.getenv("PATH");
    return Stream.of((path == null ? "" : path).split(File.pathSeparator))
        .filter(directory -> !directory.isBlank())
        .map(directory -> Path.of(directory, PROGRAM))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
