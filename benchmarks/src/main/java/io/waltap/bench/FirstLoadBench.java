/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.FirstLoad.Sink;
import io.waltap.bench.mirror.GeneratedEvents;
import io.waltap.bench.mirror.RunFile;
import io.waltap.bench.mirror.TableRun;
import io.waltap.bench.worker.GeneratedConverter;
import io.waltap.embedded.FileTree;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.lake.LakeReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Loads the rows of one topic with each sink, in a Connect worker of its own. The topic has eight
 * bytes for each row, of which a converter makes the record.
 */
final class FirstLoadBench {
  private static final long POLL_MILLIS = 500;

  private final BenchServers servers;
  private final BenchOptions options;
  private final Path directory;
  private final MirrorProcess processes;
  private final Budget budget;
  private final Console console;

  /**
   * @param directory for tables, which are deleted when they are measured
   */
  FirstLoadBench(
      BenchServers servers,
      Path directory,
      MirrorProcess processes,
      Budget budget,
      Console console) {
    this.servers = servers;
    this.options = servers.options();
    this.directory = directory;
    this.processes = processes;
    this.budget = budget;
    this.console = console;
  }

  /** Measures all rounds; the order turns with each. */
  List<FirstLoad> run() throws IOException, InterruptedException {
    List<FirstLoad> measured = new ArrayList<>();
    console.say("mirror: writing " + options.snapshotRows() + " records for the first load");
    servers.topics().create(List.of(GeneratedEvents.TOPIC));
    fill();
    List<Sink> sinks = List.of(Sink.values());
    for (int round = 1; round <= options.mirror().loads(); round++) {
      for (int i = 0; i < sinks.size(); i++) {
        if (budget.spent()) {
          console.say("time is up; the remaining first loads are skipped");
          return measured;
        }
        Sink sink = sinks.get((i + round - 1) % sinks.size());
        try {
          FirstLoad load = measure(sink, round);
          measured.add(load);
          console.say(
              "mirror, first load, round "
                  + round
                  + ", "
                  + sink.label()
                  + ": "
                  + Console.number(load.rowsPerSecond())
                  + " rows/s");
        } catch (RuntimeException e) {
          console.say("first load, " + sink.label() + " FAILED: " + e.getMessage());
        }
      }
    }
    return measured;
  }

  private void fill() {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", servers.bootstrapServers(), "linger.ms", 5, "batch.size", 262_144);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long offset = 0; offset < options.snapshotRows(); offset++) {
        byte[] bytes = GeneratedConverter.bytes(offset);
        // a record that is lost shows in the table, which would be wrong
        var unused = producer.send(new ProducerRecord<>(GeneratedEvents.TOPIC, bytes, bytes));
      }
      producer.flush();
    }
  }

  private FirstLoad measure(Sink sink, int round) throws IOException, InterruptedException {
    Path warehouse = directory.resolve("load");
    Path scratch = directory.resolve("load-index");
    FileTree.delete(warehouse);
    FileTree.delete(scratch);
    Files.createDirectories(warehouse);
    String location = "file://" + warehouse;
    String name = sink.connector(round);
    String control = "control-" + name;
    Map<String, String> properties =
        sink.properties(
            options.snapshotRows(), location, scratch, control, servers.bootstrapServers());
    servers.topics().create(List.of(control));
    long created;
    try (ConnectProcess worker =
        servers.startSinkWorker(MirrorProcess.sinks(servers.installation()))) {
      created = System.currentTimeMillis();
      worker.rest().create(name, properties);
      await(worker, name, sink, location);
    } finally {
      servers.topics().delete(control);
    }
    RunFile task = new RunFile();
    task.put(RunFile.WAREHOUSE, location);
    task.put(RunFile.SCRATCH, scratch);
    task.put(RunFile.TABLE, sink.table());
    task.put(RunFile.ROWS, options.snapshotRows());
    task.put(RunFile.RECORDS, options.snapshotRows());
    task.put(RunFile.SCANS, false);
    RunFile result = processes.run(TableRun.class, task);
    FileTree.delete(warehouse);
    return new FirstLoad(
        sink,
        round,
        result.measured("load.per.second"),
        (result.measured("load.end.millis") - (double) created) / 1000);
  }

  private void await(ConnectProcess worker, String name, Sink sink, String location)
      throws InterruptedException {
    long deadline = System.nanoTime() + options.patience().toNanos();
    Map<String, String> catalog = Map.of("type", "hadoop", "warehouse", location);
    try (LakeReader lake =
        LakeReaders.open(MirrorProcess.sinkPlugin(servers.installation()), catalog)) {
      long rows = lake.rowCount("public", sink.table());
      while (rows < options.snapshotRows()) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException(
              rows
                  + " of "
                  + options.snapshotRows()
                  + " rows are in the table within the time of --patience");
        }
        worker.requireHealthy(name);
        Thread.sleep(POLL_MILLIS);
        rows = lake.rowCount("public", sink.table());
      }
    }
  }
}
