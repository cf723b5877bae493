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

/** {@code ./waltap bench}: starts the servers, measures part by part, and writes the tables. */
public final class Bench {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  /** Whose rate halved is the rate of the latency part. */
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
    // Threads of clients may live on; what had to be stopped is stopped.
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
      throw new IllegalStateException("start it by ./waltap bench: -Dwaltap.home is not set");
    }
    Files.createDirectories(options.directory());
    // before anything logs: logging is set up at its first use
    System.setProperty(
        "waltap.log.file", options.directory().toAbsolutePath().resolve("bench.log").toString());
    Bench bench = new Bench(options, new Installation(Path.of(home)), new Console(System.err));
    Report report = new Report();
    try {
      bench.measure(String.join(" ", arguments), report);
    } finally {
      // what was measured before something failed is worth keeping
      Path file = resultFile(Path.of(home));
      Files.writeString(file, report.toString(), StandardCharsets.UTF_8);
      System.out.print(report);
      bench.console.say("written to " + file);
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
      report.profiles(servers.profiles().all());
    }
  }

  private void lanes(Report report, BenchServers servers, ValueFormat format)
      throws IOException, SQLException, InterruptedException {
    if (!options.contenders().contains(Contender.WALTAP)) {
      console.say("lanes are left out: waltap is not among the contenders");
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
      console.say("latency is left out: there is no connector among the contenders");
      return;
    }
    double rate = (double) options.rate();
    if (rate == 0) {
      OptionalDouble slowest = slowest(measured);
      if (slowest.isEmpty()) {
        console.say("latency: first, how fast the connectors are");
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
        console.say("latency is left out: there is no rate to halve; give one by --rate");
        return;
      }
      rate = slowest.getAsDouble() / 2;
    }
    report.latency(new LatencyBench(servers, budget, console).run(rate));
  }

  /**
   * The lowest of the connectors' medians with JSON, so that the rate is too high for none of them.
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
        "Each contender catches up the same backlog from a slot of its own, in a Connect worker"
            + " of its own (-Xmx"
            + options.heap()
            + "), "
            + options.rounds()
            + " rounds in turns. Medians, and the spread in parentheses; ratios are within a round."
            + " The slot is drained by "
            + drain
            + ".");
    report.note("Worker, for all: `" + ConnectProcess.producerProperties() + "`");
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

  /** The converter of the build or of the command line, made ready if it is wanted. */
  private Optional<AvroPlugin> avroPlugin() throws IOException {
    if (!options.formats().contains(ValueFormat.AVRO)) {
      return Optional.empty();
    }
    Path source = options.avroPlugin().orElse(installation.home().resolve("avro-converter"));
    return AvroPlugin.install(source, options.directory().toAbsolutePath().resolve("plugins"));
  }

  /** Avro only where its converter is at hand. */
  private List<ValueFormat> usableFormats(Optional<AvroPlugin> avro, Report report) {
    List<ValueFormat> usable = new ArrayList<>();
    for (ValueFormat format : options.formats()) {
      if (format != ValueFormat.AVRO || avro.isPresent()) {
        usable.add(format);
      } else {
        String problem =
            "Avro is left out: there is no AvroConverter of Confluent's in the directory that"
                + " --avro-plugin names, or else in the build; see ./waltap --rebuild bench.";
        console.say(problem);
        report.note(problem);
      }
    }
    if (usable.isEmpty()) {
      throw new BenchOptions.UsageException("no converter is left to measure with");
    }
    return List.copyOf(usable);
  }

  private static Path resultFile(Path home) {
    String time =
        LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    return home.toAbsolutePath().resolveSibling("results-" + time + ".md");
  }
}
