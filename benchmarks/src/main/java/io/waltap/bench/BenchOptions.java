/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
 * The command line, understood.
 *
 * @param lanes how many lanes are measured, one number after the other
 * @param rows of the workloads whose share is 1
 * @param rate events per second of the latency part; 0: half of what the slowest connector can do
 * @param heap the worker's, as -Xmx takes it
 * @param patience with one catch-up
 * @param budget after which no further one begins
 * @param avroPlugin directory with Confluent's converter, if it is not to be the build's
 * @param registry address of the schema registry, or of none, see {@link AvroPlugin}
 * @param profile whether workers record where their threads are
 * @param connectorProperties further ones for all connectors
 * @param waltapProperties further ones for Waltap's connector
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
    Duration latencyTime,
    String heap,
    Duration patience,
    Duration budget,
    Path directory,
    Optional<Path> avroPlugin,
    String registry,
    boolean profile,
    Map<String, String> connectorProperties,
    Map<String, String> waltapProperties) {
  static final int MOST_ROUNDS = 15;

  private static final Pattern HEAP = Pattern.compile("[1-9][0-9]*[kmgKMG]");

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
          "--latency-seconds",
          "--heap",
          "--patience",
          "--minutes",
          "--dir",
          "--avro-plugin",
          "--registry",
          "--connectors",
          "--waltap");

  static final String HELP =
      """
      ./waltap bench: Waltap, Debezium and the bare slot catch up the same backlog, in turns, on this machine.

        --workload A,B         of narrow, wide, full-updates, small-tx, large-tx, toast, tables (all)
        --converter A,B        of json, bytes, avro (json)
        --contender A,B        of drain, waltap, own (Waltap with its own JSON converter), parallel (Waltap with Avro on
                               several threads), debezium, tuned (all)
        --only A,B             of stream, lanes, snapshot, latency (all)
        --lanes N,M            numbers of lanes to compare, from 1 to 8 (1,2,4)
        --rows N               rows of narrow, large-tx and lanes; heavier rows are fewer (1000000)
        --snapshot-rows N      rows that are snapshotted (five times --rows)
        --rounds N             every contender once in each (5)
        --rate N               events per second for latency (half of the slowest connector's)
        --latency-seconds N    how long each is measured (30)
        --quick                one round, 50000 rows, 10 seconds of latency: to see that it works
        --heap SIZE            of the Connect worker (2g)
        --patience SECONDS     with one catch-up (900)
        --minutes N            begin nothing new after that (600)
        --dir DIR              where servers keep their data, wiped first (.waltap/bench)
        --avro-plugin DIR      jars of another AvroConverter of Confluent's (7.0.1, with the build)
        --registry URL         its schema registry (mock://bench: none, ids are made up)
        --profile              of stream and snapshot: where the workers' threads were, by Java's flight recorder
        --connectors 'K=V;K=V' further properties for all connectors
        --waltap 'K=V;K=V'     further properties for Waltap's connector

      The tables go to the terminal and to a file beside the build, target/results-<time>.md.
      PG_RECVLOGICAL names the program that drains the slot; else it is looked for on the PATH.
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

  /** What is measured. */
  enum Part {
    STREAM,
    LANES,
    SNAPSHOT,
    LATENCY;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A command line that cannot be understood. */
  static final class UsageException extends RuntimeException {
    UsageException(String message) {
      super(message);
    }
  }

  static BenchOptions parse(List<String> arguments) {
    Map<String, String> given = new HashMap<>();
    boolean quick = false;
    boolean profile = false;
    Iterator<String> words = arguments.iterator();
    while (words.hasNext()) {
      String word = words.next();
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (word.equals("--quick")) {
        quick = true;
      } else if (word.equals("--profile")) {
        profile = true;
      } else if (!VALUED.contains(name)) {
        throw new UsageException("no option \"" + word + "\"; see ./waltap bench --help");
      } else if (equals >= 0) {
        given.put(name, word.substring(equals + 1));
      } else if (words.hasNext()) {
        given.put(name, words.next());
      } else {
        throw new UsageException(name + " wants a value");
      }
    }
    return of(given, quick, profile);
  }

  private static BenchOptions of(Map<String, String> given, boolean quick, boolean profile) {
    long rows = number(given, "--rows", quick ? 50_000 : 1_000_000, 1, 1_000_000_000);
    String heap = given.getOrDefault("--heap", "2g");
    if (!HEAP.matcher(heap).matches()) {
      throw new UsageException("--heap is to be a size such as 2g, not \"" + heap + "\"");
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
        lanes(given.getOrDefault("--lanes", "1,2,4")),
        rows,
        number(given, "--snapshot-rows", 5 * rows, 1, 2_000_000_000),
        (int) number(given, "--rounds", quick ? 1 : 5, 1, MOST_ROUNDS),
        number(given, "--rate", 0, 0, 10_000_000),
        Duration.ofSeconds(number(given, "--latency-seconds", quick ? 10 : 30, 1, 3600)),
        heap,
        Duration.ofSeconds(number(given, "--patience", 900, 1, 86_400)),
        Duration.ofMinutes(number(given, "--minutes", 600, 1, 14_400)),
        Path.of(given.getOrDefault("--dir", ".waltap/bench")),
        Optional.ofNullable(given.get("--avro-plugin")).map(Path::of),
        given.getOrDefault("--registry", "mock://bench"),
        profile,
        properties(given, "--connectors"),
        properties(given, "--waltap"));
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
                              + " knows "
                              + String.join(", ", all.stream().map(name).toList())
                              + ", not \""
                              + word
                              + "\"")));
    }
    return once(option, chosen);
  }

  private static List<Integer> lanes(String text) {
    List<Integer> lanes = new ArrayList<>();
    for (String word : text.split(",")) {
      Map<String, String> one = Map.of("--lanes", word.strip());
      lanes.add((int) number(one, "--lanes", 1, 1, Workload.BUSY_TABLES));
    }
    return once("--lanes", lanes);
  }

  /** What is named twice would be measured twice under one name. */
  private static <T> List<T> once(String option, List<T> named) {
    if (named.isEmpty()) {
      throw new UsageException(option + " wants a value");
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
      throw new UsageException(option + " is to be a number, not \"" + text + "\"");
    }
    throw new UsageException(option + " is to be from " + least + " to " + most);
  }

  private static Map<String, String> properties(Map<String, String> given, String option) {
    Map<String, String> properties = new TreeMap<>();
    for (String pair : given.getOrDefault(option, "").split(";")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        properties.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      } else if (!pair.isBlank()) {
        throw new UsageException(option + " wants key=value pairs, not \"" + pair + "\"");
      }
    }
    return properties;
  }
}
