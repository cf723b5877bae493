/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The parsed command line.
 *
 * @param lanes the numbers of lanes to measure, one after the other
 * @param rows rows of the workloads whose share is 1
 * @param rate events per second of the latency part; 0: half of what the slowest connector can do
 * @param transactions per second of the latency part; 0: one every few milliseconds
 * @param exactlyOnce whether the latency part's worker has exactly-once support
 * @param heap the worker's heap, in the form of -Xmx
 * @param patience how long one catch-up may take
 * @param budget the time after which no further measurement begins
 * @param avroPlugin directory with Confluent's converter, if not the converter of the build
 * @param registry address of the schema registry, or of none, see {@link AvroPlugin}
 * @param profile whether workers record where their threads are
 * @param mirror those of the mirror part
 * @param connectorProperties additional properties for all connectors
 * @param waltapProperties additional properties for Waltap's connector
 */
record BenchOptions(
    List<Workload> workloads,
    List<ValueFormat> formats,
    List<Contender> contenders,
    Set<Part> parts,
    List<Integer> lanes,
    long rows,
    long snapshotRows,
    int rounds,
    long rate,
    int transactions,
    Duration latencyTime,
    boolean exactlyOnce,
    String heap,
    Duration patience,
    Duration budget,
    Path directory,
    Optional<Path> avroPlugin,
    String registry,
    boolean profile,
    MirrorOptions mirror,
    Map<String, String> connectorProperties,
    Map<String, String> waltapProperties) {
  static final int MOST_ROUNDS = 15;

  private static final Pattern HEAP = Pattern.compile("[1-9][0-9]*[kmgKMG]");

  private static final List<String> FLAGS = List.of("--quick", "--profile", "--exactly-once");

  private static final List<String> VALUED =
      List.of(
          "--workload",
          "--converter",
          "--contender",
          "--only",
          "--lanes",
          "--rows",
          "--snapshot-rows",
          "--rounds",
          "--rate",
          "--transactions",
          "--latency-seconds",
          "--heap",
          "--patience",
          "--minutes",
          "--dir",
          "--avro-plugin",
          "--registry",
          "--changes",
          "--interval",
          "--change-minutes",
          "--locate",
          "--connectors",
          "--waltap");

  static final String HELP =
      """
      ./waltap bench: reads the same backlog with Waltap, with Debezium and from the bare slot, and compares them.

      The default of each option is in parentheses.

        --workload A,B         some of narrow, wide, full-updates, small-tx, large-tx, toast, tables (all)
        --converter A,B        some of json, bytes, avro (json)
        --contender A,B        some of drain (the bare slot), waltap, own (Waltap with its own JSON converter),
                               parallel (Waltap with Avro on several threads), debezium, tuned (all)
        --only A,B             some of stream, lanes, snapshot, latency, mirror (all)
        --lanes N,M            numbers of lanes to compare, from 1 to 8 (1,2,4)
        --rows N               rows of narrow, large-tx and lanes; workloads with heavier rows have fewer; for mirror:
                               rows of the table that changes (1000000)
        --snapshot-rows N      rows of the snapshot, and of the mirror's first load (five times --rows)
        --rounds N             number of rounds; each contender runs once in a round (5; for the mirror's first load 1)
        --rate N               events per second for latency (half of what the slowest connector can do)
        --transactions N       transactions per second for latency; each has its share of the rows, at least one
                               (a transaction each 5 ms)
        --latency-seconds N    how long to measure the latency of each contender (30)
        --exactly-once         for latency: a distributed worker with exactly-once support and default settings, and a
                               consumer that reads committed records (a standalone worker, at least once)
        --changes N            for mirror: updates of random rows per second (5000)
        --interval N,M         for mirror: seconds from one commit to the next, measured one after the other (60,10)
        --change-minutes N     for mirror: how long updates come, for each interval (3)
        --locate WAY           for mirror: how rows are found, one of auto, index, scan, both (index)
        --quick                one round, 50000 rows, 10 seconds of latency, 20 seconds of updates with an interval of 5
                               seconds: shows that everything runs
        --heap SIZE            heap of the Connect worker, and of the process with the mirror (2g)
        --patience SECONDS     how long one catch-up may take (900)
        --minutes N            start no measurement after this time (600)
        --dir DIR              where servers keep their data; its content is deleted first (.waltap/bench)
        --avro-plugin DIR      jars of another build of Confluent's AvroConverter (7.0.1, with the build)
        --registry URL         schema registry of that converter (mock://bench: no registry, made-up ids)
        --profile              for stream and snapshot: where the workers' threads were, by Java's flight recorder
        --connectors 'K=V;K=V' additional properties for all connectors
        --waltap 'K=V;K=V'     additional properties for Waltap's connector

      The tables are printed, and written to benchmarks/target/results-<time>.md.
      PG_RECVLOGICAL names the program that drains the slot; without it, the program is searched on the PATH.
      """;

  BenchOptions {
    workloads = List.copyOf(workloads);
    formats = List.copyOf(formats);
    contenders = List.copyOf(contenders);
    parts = Set.copyOf(parts);
    lanes = List.copyOf(lanes);
    connectorProperties = Map.copyOf(connectorProperties);
    waltapProperties = Map.copyOf(waltapProperties);
  }

  /** The parts of a run. */
  enum Part {
    STREAM,
    LANES,
    SNAPSHOT,
    LATENCY,
    MIRROR;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The command line is wrong. */
  static final class UsageException extends RuntimeException {
    UsageException(String message) {
      super(message);
    }
  }

  static BenchOptions parse(List<String> arguments) {
    Map<String, String> given = new HashMap<>();
    Set<String> flags = new HashSet<>();
    Iterator<String> words = arguments.iterator();
    while (words.hasNext()) {
      String word = words.next();
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (FLAGS.contains(word)) {
        flags.add(word);
      } else if (!VALUED.contains(name)) {
        throw new UsageException("unknown option \"" + word + "\"; see ./waltap bench --help");
      } else if (equals >= 0) {
        given.put(name, word.substring(equals + 1));
      } else if (words.hasNext()) {
        given.put(name, words.next());
      } else {
        throw new UsageException(name + " needs a value");
      }
    }
    return of(given, flags);
  }

  private static BenchOptions of(Map<String, String> given, Set<String> flags) {
    boolean quick = flags.contains("--quick");
    long rows = number(given, "--rows", quick ? 50_000 : 1_000_000, 1, 1_000_000_000);
    String heap = given.getOrDefault("--heap", "2g");
    if (!HEAP.matcher(heap).matches()) {
      throw new UsageException("--heap must be a size such as 2g, not \"" + heap + "\"");
    }
    return new BenchOptions(
        chosen(given, "--workload", Workload.all(), Workload::name, Workload.all()),
        chosen(
            given,
            "--converter",
            List.of(ValueFormat.values()),
            ValueFormat::key,
            List.of(ValueFormat.JSON)),
        chosen(
            given,
            "--contender",
            List.of(Contender.values()),
            Contender::key,
            List.of(Contender.values())),
        Set.copyOf(
            chosen(given, "--only", List.of(Part.values()), Part::key, List.of(Part.values()))),
        numbers("--lanes", given.getOrDefault("--lanes", "1,2,4"), 1, Workload.BUSY_TABLES),
        rows,
        number(given, "--snapshot-rows", 5 * rows, 1, 2_000_000_000),
        (int) number(given, "--rounds", quick ? 1 : 5, 1, MOST_ROUNDS),
        number(given, "--rate", 0, 0, 10_000_000),
        (int) number(given, "--transactions", 0, 1, 100_000),
        Duration.ofSeconds(number(given, "--latency-seconds", quick ? 10 : 30, 1, 3600)),
        flags.contains("--exactly-once"),
        heap,
        Duration.ofSeconds(number(given, "--patience", 900, 1, 86_400)),
        Duration.ofMinutes(number(given, "--minutes", 600, 1, 14_400)),
        Path.of(given.getOrDefault("--dir", ".waltap/bench")),
        Optional.ofNullable(given.get("--avro-plugin")).map(Path::of),
        given.getOrDefault("--registry", "mock://bench"),
        flags.contains("--profile"),
        mirror(given, quick),
        properties(given, "--connectors"),
        properties(given, "--waltap"));
  }

  private static MirrorOptions mirror(Map<String, String> given, boolean quick) {
    List<Integer> intervals =
        numbers("--interval", given.getOrDefault("--interval", quick ? "5" : "60,10"), 1, 3600);
    String locate = given.getOrDefault("--locate", "index");
    if (!MirrorOptions.WAYS.contains(locate)) {
      throw new UsageException(
          "--locate must be one of "
              + String.join(", ", MirrorOptions.WAYS)
              + ", not \""
              + locate
              + "\"");
    }
    return new MirrorOptions(
        (int) number(given, "--rounds", 1, 1, MOST_ROUNDS),
        (int) number(given, "--changes", 5000, 1, 1_000_000),
        intervals,
        quick && !given.containsKey("--change-minutes")
            ? MirrorOptions.QUICK_TIME
            : Duration.ofMinutes(number(given, "--change-minutes", 3, 1, 1440)),
        locate);
  }

  private static <T> List<T> chosen(
      Map<String, String> given,
      String option,
      List<T> all,
      Function<T, String> name,
      List<T> fallback) {
    String text = given.get(option);
    if (text == null) {
      return fallback;
    }
    List<T> chosen = new ArrayList<>();
    for (String word : text.split(",")) {
      chosen.add(
          all.stream()
              .filter(candidate -> name.apply(candidate).equals(word.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new UsageException(
                          option
                              + " must be some of "
                              + String.join(", ", all.stream().map(name).toList())
                              + ", not \""
                              + word
                              + "\"")));
    }
    return once(option, chosen);
  }

  private static List<Integer> numbers(String option, String text, int least, int most) {
    List<Integer> numbers = new ArrayList<>();
    for (String word : text.split(",")) {
      Map<String, String> one = Map.of(option, word.strip());
      numbers.add((int) number(one, option, least, least, most));
    }
    return once(option, numbers);
  }

  /** A value that is named twice would be measured twice under one name. */
  private static <T> List<T> once(String option, List<T> named) {
    if (named.isEmpty()) {
      throw new UsageException(option + " needs a value");
    }
    return named.stream().distinct().toList();
  }

  private static long number(
      Map<String, String> given, String option, long fallback, long least, long most) {
    String text = given.get(option);
    if (text == null) {
      return fallback;
    }
    try {
      long value = Long.parseLong(text.replace("_", ""));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new UsageException(option + " must be a number, not \"" + text + "\"");
    }
    throw new UsageException(option + " must be from " + least + " to " + most);
  }

  private static Map<String, String> properties(Map<String, String> given, String option) {
    Map<String, String> properties = new TreeMap<>();
    for (String pair : given.getOrDefault(option, "").split(";")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        properties.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      } else if (!pair.isBlank()) {
        throw new UsageException(option + " needs key=value pairs, not \"" + pair + "\"");
      }
    }
    return properties;
  }
}
