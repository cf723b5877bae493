/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The parsed command line.
 *
 * @param time how long faults happen; start, end and verdict come in addition
 * @param lanes the most lanes; the fault lanes chooses from one to this
 * @param boundary {@code transaction.boundary} of the connector
 * @param postgres a major version, or a directory with the programs of an installed server
 * @param rate changes per second, of all writers together
 * @param rows rows in each table before the connector starts
 * @param patience how long nothing may arrive in the end while rows are missing
 */
record SoakOptions(
    Duration time,
    long seed,
    int lanes,
    boolean exactlyOnce,
    String boundary,
    String postgres,
    List<Fault> faults,
    int rate,
    int rows,
    Duration patience,
    Path directory) {
  private static final int MOST_LANES = 4;

  private static final List<String> VALUED =
      List.of(
          "--minutes",
          "--seed",
          "--lanes",
          "--delivery",
          "--boundary",
          "--postgres",
          "--faults",
          "--rate",
          "--rows",
          "--patience",
          "--dir");

  SoakOptions {
    faults = List.copyOf(faults);
  }

  /** The command line is wrong. */
  static final class UsageException extends RuntimeException {
    UsageException(String message) {
      super(message);
    }
  }

  static String help() {
    String faults =
        Arrays.stream(Fault.values())
            .map(
                fault ->
                    String.format(Locale.ROOT, "  %-20s %s%n", fault.key(), fault.description()))
            .collect(Collectors.joining());
    return """
        ./waltap soak: faults at random against PostgreSQL, a broker and a Connect worker, while rows change.
        Every committed version of every row is compared with what has arrived in Kafka.

        The default of each option is in parentheses.

          --minutes N          how long faults happen, such as 1.5 (10)
          --seed N             the same seed gives the same faults in the same order (the time)
          --lanes N            the most lanes, 1 to 4 (2)
          --delivery D         exactly-once or at-least-once (exactly-once)
          --boundary B         transaction.boundary: poll, or connector with exactly-once (poll)
          --postgres V         14 to 18, or a directory with the programs of an installed server (18)
          --faults A,B         some of the faults below (all but disk-full)
          --rate N             changes per second (300)
          --rows N             rows of each table before the connector starts (500)
          --patience SECONDS   how long nothing may arrive in the end while rows are missing (180)
          --dir DIR            data and logs of the servers; its content is deleted first (.waltap/soak)

        Faults:
        """
        + faults
        + """

        Exit: 0 clean, 1 wrong, 2 usage, 3 there is no verdict. The report is printed, and written to
        benchmarks/target/soak-<time>.md. A run of many hours needs more heap: WALTAP_JAVA_OPTS=-Xmx4g
        """;
  }

  static SoakOptions parse(List<String> arguments) {
    Map<String, String> given = new HashMap<>();
    for (Iterator<String> words = arguments.iterator(); words.hasNext(); ) {
      String option = words.next();
      if (!VALUED.contains(option)) {
        throw new UsageException("unknown option " + option + "; try ./waltap soak --help");
      }
      if (!words.hasNext()) {
        throw new UsageException(option + " needs a value");
      }
      given.put(option, words.next());
    }
    String delivery = oneOf(given, "--delivery", "exactly-once", "exactly-once", "at-least-once");
    String boundary = oneOf(given, "--boundary", "poll", "poll", "connector");
    boolean exactlyOnce = delivery.equals("exactly-once");
    if (!exactlyOnce && boundary.equals("connector")) {
      throw new UsageException("--boundary connector needs --delivery exactly-once");
    }
    return new SoakOptions(
        Duration.ofMillis(Math.round(60_000 * number(given, "--minutes", 10.0, Double::valueOf))),
        number(given, "--seed", System.currentTimeMillis(), Long::valueOf),
        lanes(given),
        exactlyOnce,
        boundary,
        given.getOrDefault("--postgres", "18"),
        faults(given.get("--faults")),
        positive(given, "--rate", 300),
        positive(given, "--rows", 500),
        Duration.ofSeconds(positive(given, "--patience", 180)),
        Path.of(given.getOrDefault("--dir", ".waltap/soak")));
  }

  private static int lanes(Map<String, String> given) {
    int lanes = positive(given, "--lanes", 2);
    if (lanes > MOST_LANES) {
      throw new UsageException("--lanes is at most " + MOST_LANES);
    }
    return lanes;
  }

  private static List<Fault> faults(String names) {
    if (names == null || names.equals("all")) {
      return Fault.usual();
    }
    List<Fault> faults = new ArrayList<>();
    for (String name : names.split(",")) {
      faults.add(
          Fault.find(name).orElseThrow(() -> new UsageException("there is no fault " + name)));
    }
    return faults;
  }

  private static String oneOf(
      Map<String, String> given, String option, String otherwise, String... allowed) {
    String value = given.getOrDefault(option, otherwise);
    if (!List.of(allowed).contains(value)) {
      throw new UsageException(option + " is one of " + String.join(", ", allowed));
    }
    return value;
  }

  private static int positive(Map<String, String> given, String option, int otherwise) {
    int value = number(given, option, otherwise, Integer::valueOf);
    if (value < 1) {
      throw new UsageException(option + " is 1 or more");
    }
    return value;
  }

  private static <T> T number(
      Map<String, String> given, String option, T otherwise, Function<String, T> parser) {
    String value = given.get(option);
    try {
      return value == null ? otherwise : parser.apply(value);
    } catch (NumberFormatException e) {
      throw new UsageException(option + " is a number, not " + value);
    }
  }
}
