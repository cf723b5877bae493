/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.BenchOptions.Part;
import io.waltap.standalone.landing.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The command {@code ./waltap bench}: it starts the servers, measures part by part, and writes the
 * tables.
 */
public final class Bench {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  /** The latency part writes at half the rate of this workload. */
  private static final String RATE_WORKLOAD = "narrow";

  private final BenchOptions options;
  private final Installation installation;
  private final Console console;
  private final Budget budget;

  private Bench(BenchOptions options, Installation installation, Console console) {
    this.options = options;
    this.installation = installation;
    this.console = console;
    this.budget = new Budget(options.budget());
  }

  public static void main(String[] arguments) {
    int exit = 0;
    try {
      run(List.of(arguments));
    } catch (BenchOptions.UsageException e) {
      System.err.println("waltap bench: " + e.getMessage());
      exit = USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exit = FAILED;
    } catch (IOException | SQLException | RuntimeException e) {
      System.err.println("waltap bench: " + e);
      if (e.getCause() != null) {
        System.err.println("  because: " + e.getCause());
      }
      exit = FAILED;
    }
    // threads of clients may live on; all that had to be stopped is stopped
    System.exit(exit);
  }

  private static void run(List<String> arguments)
      throws IOException, SQLException, InterruptedException {
    if (arguments.contains("--help") || arguments.contains("help")) {
      System.out.print(BenchOptions.HELP);
      return;
    }
    BenchOptions options = BenchOptions.parse(arguments);
    String home = System.getProperty("waltap.home");
    if (home == null) {
      throw new IllegalStateException("-Dwaltap.home is not set: start this with ./waltap bench");
    }
    Files.createDirectories(options.directory());
    // before anything logs: logging is configured at its first use
    System.setProperty(
        "waltap.log.file", options.directory().toAbsolutePath().resolve("bench.log").toString());
    Bench bench = new Bench(options, new Installation(Path.of(home)), new Console(System.err));
    Report report = new Report();
    try {
      bench.measure(String.join(" ", arguments), report);
    } finally {
      // what was measured before a failure is worth keeping
      Path file = resultFile(Path.of(home));
      Files.writeString(file, report.toString(), StandardCharsets.UTF_8);
      System.out.print(report);
      bench.console.say("the tables are in " + file);
    }
  }

  private void measure(String commandLine, Report report)
      throws IOException, SQLException, InterruptedException {
    Optional<AvroPlugin> avro = avroPlugin();
    List<ValueFormat> formats = usableFormats(avro, report);
    console.say("starting PostgreSQL and a broker in " + options.directory());
    try (BenchServers servers = BenchServers.start(options, installation, avro)) {
      StreamBench streams = new StreamBench(servers, budget, console);
      report.heading(
          ("./waltap bench " + commandLine).strip(),
          Machine.facts(servers.postgres(), installation.plugins()));
      conditions(report, avro, streams.drainDescription());
      List<Measurement> measured = new ArrayList<>();
      if (options.parts().contains(Part.STREAM)) {
        for (Workload workload : options.workloads()) {
          measured.addAll(streams.run(workload, formats, options.contenders(), options.rounds()));
          for (ValueFormat format : formats) {
            report.stream(workload, format, measured);
          }
        }
      }
      if (options.parts().contains(Part.LANES)) {
        lanes(report, servers, formats.get(0));
      }
      if (options.parts().contains(Part.SNAPSHOT)) {
        report.snapshot(new SnapshotBench(servers, formats.get(0), budget, console).run());
      }
      if (options.parts().contains(Part.LATENCY)) {
        latency(report, servers, streams, measured);
      }
      if (options.parts().contains(Part.MIRROR)) {
        new MirrorBench(servers, budget, console).run(new MirrorReport(report));
      }
      report.profiles(servers.profiles().all());
    }
  }

  private void lanes(Report report, BenchServers servers, ValueFormat format)
      throws IOException, SQLException, InterruptedException {
    if (!options.contenders().contains(Contender.WALTAP)) {
      console.say("lanes are skipped: waltap is not among the contenders");
      return;
    }
    report.lanes(new LaneBench(servers, format, budget, console).run());
  }

  private void latency(
      Report report, BenchServers servers, StreamBench streams, List<Measurement> measured)
      throws IOException, SQLException, InterruptedException {
    List<Contender> connectors =
        options.contenders().stream().filter(Contender::isConnector).toList();
    if (connectors.isEmpty()) {
      console.say("latency is skipped: there is no connector among the contenders");
      return;
    }
    double rate = (double) options.rate();
    if (rate == 0) {
      OptionalDouble slowest = slowest(measured);
      if (slowest.isEmpty()) {
        console.say("latency: measuring first how fast the connectors are");
        slowest =
            slowest(
                streams.run(
                    Workload.all().stream()
                        .filter(workload -> workload.name().equals(RATE_WORKLOAD))
                        .findFirst()
                        .orElseThrow(),
                    List.of(ValueFormat.JSON),
                    connectors,
                    1));
      }
      if (slowest.isEmpty()) {
        console.say("latency is skipped: no rate was measured; set one with --rate");
        return;
      }
      rate = slowest.getAsDouble() / 2;
    }
    report.latency(new LatencyBench(servers, budget, console).run(rate), options);
  }

  /**
   * Returns the lowest of the connectors' medians with JSON, so that the rate is too high for none
   * of them.
   */
  private static OptionalDouble slowest(List<Measurement> measured) {
    List<Double> medians = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      Spread spread =
          Spread.of(
              measured.stream()
                  .filter(one -> one.contender() == contender && contender.isConnector())
                  .filter(one -> one.workload().equals(RATE_WORKLOAD))
                  .filter(one -> one.format() == ValueFormat.JSON)
                  .map(Measurement::perSecond)
                  .toList());
      if (spread.count() > 0) {
        medians.add(spread.median());
      }
    }
    return medians.stream().mapToDouble(Double::doubleValue).min();
  }

  private void conditions(Report report, Optional<AvroPlugin> avro, String drain) {
    report.note(
        "Each contender reads the same backlog from its own slot, in its own Connect worker (-Xmx"
            + options.heap()
            + "), "
            + options.rounds()
            + " rounds in turns. Figures are medians, with the spread in parentheses; ratios are"
            + " within a round. The slot is drained by "
            + drain
            + ".");
    String worker = "`" + ConnectProcess.producerProperties() + "`";
    if (options.exactlyOnce()) {
      report.note(
          "Worker of the latency part: distributed mode, `"
              + ConnectProcess.exactlyOnceProperties()
              + "`, otherwise the defaults of Kafka Connect. Worker of all other parts: "
              + worker);
    } else {
      report.note("Worker, for all: " + worker);
    }
    report.note("PostgreSQL: `" + BenchServers.postgresSettings(options) + "`, fsync off");
    report.note("Debezium tuned: `" + sorted(Contender.TUNED.properties()) + "`");
    if (avro.isPresent()) {
      report.note("Avro: `" + sorted(avro.get().properties(options.registry())) + "`");
    }
    if (!options.connectorProperties().isEmpty()) {
      report.note("Connectors, all: `" + options.connectorProperties() + "`");
    }
    if (!options.waltapProperties().isEmpty()) {
      report.note("Waltap: `" + options.waltapProperties() + "`");
    }
  }

  private static String sorted(Map<String, String> properties) {
    return new TreeMap<>(properties).toString();
  }

  /** Returns the converter of the build or of the command line, installed if it is needed. */
  private Optional<AvroPlugin> avroPlugin() throws IOException {
    if (!options.formats().contains(ValueFormat.AVRO)) {
      return Optional.empty();
    }
    Path source = options.avroPlugin().orElse(installation.home().resolve("avro-converter"));
    return AvroPlugin.install(source, options.directory().toAbsolutePath().resolve("plugins"));
  }

  /** Avro is used only if its converter is available. */
  private List<ValueFormat> usableFormats(Optional<AvroPlugin> avro, Report report) {
    List<ValueFormat> usable = new ArrayList<>();
    for (ValueFormat format : options.formats()) {
      if (format != ValueFormat.AVRO || avro.isPresent()) {
        usable.add(format);
      } else {
        String problem =
            "Avro is skipped: Confluent's AvroConverter is neither in the directory of"
                + " --avro-plugin nor in the build. Run ./waltap --rebuild bench.";
        console.say(problem);
        report.note(problem);
      }
    }
    if (usable.isEmpty()) {
      throw new BenchOptions.UsageException("there is no converter to measure with");
    }
    return List.copyOf(usable);
  }

  private static Path resultFile(Path home) {
    String time =
        LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    return home.toAbsolutePath().resolveSibling("results-" + time + ".md");
  }
}
