/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.Measurement.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The tables in Markdown: medians, with the spread in parentheses. */
final class Report {
  private static final double MEGABYTE = 1e6;

  private final StringBuilder text = new StringBuilder();

  void heading(String command, Map<String, String> facts) {
    text.append("# Benchmark\n\n```sh\n").append(command).append("\n```\n\n");
    header(List.of("", ""));
    facts.forEach((name, value) -> row(List.of(name, value)));
    text.append('\n');
  }

  void note(String note) {
    text.append(note).append("\n\n");
  }

  /** The results of all contenders of a workload with one converter. */
  void stream(Workload workload, ValueFormat format, List<Measurement> measured) {
    List<Measurement> ours =
        measured.stream()
            .filter(one -> one.workload().equals(workload.name()) && one.format() == format)
            .toList();
    if (ours.isEmpty()) {
      return;
    }
    text.append("## ").append(workload.name()).append(": ").append(workload.description());
    text.append("\n\n")
        .append(Console.number((double) ours.get(0).events()))
        .append(" events; ")
        .append(format.label())
        .append(".\n\n");
    rates(ours, "events/s", "slot drained to nothing");
    costs(ours, "slot drained to nothing");
  }

  /** The gain and the cost of more lanes. */
  void lanes(List<LaneMeasurement> measured) {
    if (measured.isEmpty()) {
      return;
    }
    Measurement any = measured.get(0).measurement();
    text.append("## Lanes\n\n")
        .append(Console.number((double) any.events()))
        .append(" narrow inserts; each transaction writes to eight tables; Waltap only; ")
        .append(any.format().label())
        .append(". Walsenders: the sum of all lanes.\n\n");
    List<Integer> numbers =
        measured.stream().map(LaneMeasurement::lanes).distinct().sorted().toList();
    List<Measurement> single = withLanes(1, measured);
    header(List.of("lanes", "events/s", "in the second half", "seconds", "× one lane", "rounds"));
    for (int lanes : numbers) {
      List<Measurement> ours = withLanes(lanes, measured);
      row(
          List.of(
              Integer.toString(lanes),
              of(ours, Measurement::perSecond).full(0),
              of(ours, Measurement::latePerSecond).full(0),
              of(ours, Measurement::seconds).brief(1),
              ratio(ours, single, Measurement::perSecond),
              Integer.toString(ours.size())));
    }
    text.append("\nCPU seconds per million, and memory:\n\n");
    header(
        List.of(
            "lanes",
            "process",
            "connector's threads",
            "walsenders",
            "task threads",
            "producers",
            "JIT and GC",
            "PostgreSQL",
            "bench and broker",
            "B allocated/event",
            "peak heap MB"));
    for (int lanes : numbers) {
      List<Measurement> ours = withLanes(lanes, measured);
      row(
          List.of(
              Integer.toString(lanes),
              perMillion(ours, Cost::client).full(2),
              perMillion(ours, Cost::connector).full(2),
              perMillion(ours, Cost::walsender).full(2),
              perMillion(ours, Cost::task).full(2),
              perMillion(ours, Cost::producer).full(2),
              perMillion(ours, Cost::virtualMachine).full(2),
              perMillion(ours, Cost::server).full(2),
              perMillion(ours, Cost::ourselves).full(2),
              of(ours, one -> one.perEvent(one.cost().allocated())).brief(0),
              of(ours, one -> one.cost().peakHeap() / MEGABYTE).full(0)));
    }
    text.append('\n');
  }

  void snapshot(List<Measurement> measured) {
    if (measured.isEmpty()) {
      return;
    }
    text.append("## Initial snapshot\n\n")
        .append(Console.number((double) measured.get(0).events()))
        .append(" rows of 12 columns; ")
        .append(measured.get(0).format().label())
        .append(
            ". Rows/s are from the first row in Kafka to the last; seconds are from the creation"
                + " of the connector.\n\n");
    rates(measured, "rows/s", "COPY alone");
    costs(measured, "COPY alone");
  }

  /**
   * @param options with which the worker and the writer ran
   */
  void latency(List<Latency> measured, BenchOptions options) {
    if (measured.isEmpty()) {
      return;
    }
    text.append("## Latency, commit to consumer (worker: ")
        .append(options.exactlyOnce() ? "exactly once, " : "at least once, ")
        .append(
            options.transactions() == 0
                ? "a transaction each 5 ms"
                : Console.number(options.transactions()) + " transactions/s")
        .append(")\n\n")
        .append(Console.number(measured.get(0).rate()))
        .append(
            " events/s for all; milliseconds. First and last quarter: the medians of the events"
                + " that arrived in these parts of the measured time.\n\n");
    header(
        List.of(
            "contender",
            "written/s",
            "p50",
            "p90",
            "p99",
            "p99.9",
            "most",
            "first quarter",
            "last quarter",
            "rounds"));
    for (Contender contender : Contender.values()) {
      List<Latency> ours = measured.stream().filter(one -> one.contender() == contender).toList();
      if (!ours.isEmpty()) {
        row(
            List.of(
                contender.label(),
                of(ours, Latency::written).brief(0),
                of(ours, Latency::p50).full(1),
                of(ours, Latency::p90).full(1),
                of(ours, Latency::p99).full(1),
                of(ours, Latency::p999).full(1),
                of(ours, Latency::most).full(1),
                of(ours, Latency::firstQuarter).full(1),
                of(ours, Latency::lastQuarter).full(1),
                Integer.toString(ours.size())));
      }
    }
    text.append('\n');
  }

  void profiles(Map<Profiles.Subject, WorkerProfile> profiles) {
    if (profiles.isEmpty()) {
      return;
    }
    text.append("## Where the time of the task's thread goes\n\n")
        .append(
            "Shares of the flight recorder's samples, one per 10 ms, of all rounds together. For"
                + " comparison: samples of the connector's threads outside of native code.\n\n");
    header(
        List.of(
            "workload",
            "contender",
            "samples",
            "converting keys and values",
            "headers",
            "KafkaProducer.send",
            "of it compression",
            "taking records",
            "the rest",
            "connector's threads",
            "of it converting"));
    profiles.forEach(
        (subject, profile) ->
            row(
                List.of(
                    subject.workload() + ", " + subject.format().key(),
                    subject.contender().label(),
                    Long.toString(profile.task()),
                    percent(profile.conversion(), profile.task()),
                    percent(profile.headers(), profile.task()),
                    percent(profile.sending(), profile.task()),
                    percent(profile.compression(), profile.task()),
                    percent(profile.polling(), profile.task()),
                    percent(profile.rest(), profile.task()),
                    Long.toString(profile.connector()),
                    percent(profile.early(), profile.connector()))));
    text.append('\n');
  }

  private static String percent(long part, long whole) {
    return whole == 0 ? "–" : Math.round(100.0 * part / whole) + " %";
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void rates(List<Measurement> measured, String unit, String bound) {
    List<Contender> others = references(measured);
    List<String> head =
        new ArrayList<>(List.of("contender", unit, "in the second half", "seconds"));
    others.forEach(other -> head.add(times(other)));
    head.add("rounds");
    header(head);
    for (Contender contender : present(measured)) {
      List<Measurement> ours = by(contender, measured);
      List<String> cells = new ArrayList<>();
      cells.add(label(contender, bound));
      cells.add(of(ours, Measurement::perSecond).full(0));
      cells.add(of(ours, Measurement::latePerSecond).full(0));
      cells.add(of(ours, Measurement::seconds).brief(1));
      for (Contender other : others) {
        cells.add(ratio(ours, by(other, measured), Measurement::perSecond));
      }
      cells.add(Integer.toString(ours.size()));
      row(cells);
    }
    text.append('\n');
  }

  private void costs(List<Measurement> measured, String bound) {
    // one of the two Debezium contenders is enough here
    List<Contender> rival =
        references(measured).stream().filter(Contender::isConnector).limit(1).toList();
    text.append("CPU seconds per million, and memory:\n\n");
    List<String> head = new ArrayList<>(List.of("contender", "process", "connector's threads"));
    rival.forEach(other -> head.add(times(other)));
    head.addAll(
        List.of(
            "task thread",
            "producer",
            "JIT and GC",
            "walsender",
            "PostgreSQL",
            "bench and broker",
            "B allocated/event",
            "of it connector",
            "peak heap MB",
            "GC ms"));
    header(head);
    for (Contender contender : present(measured)) {
      List<Measurement> ours = by(contender, measured);
      List<String> cells = new ArrayList<>();
      cells.add(label(contender, bound));
      cells.add(perMillion(ours, Cost::client).full(2));
      cells.add(perMillion(ours, Cost::connector).full(2));
      for (Contender other : rival) {
        cells.add(ratio(ours, by(other, measured), one -> one.perMillion(one.cost().connector())));
      }
      cells.add(perMillion(ours, Cost::task).full(2));
      cells.add(perMillion(ours, Cost::producer).full(2));
      cells.add(perMillion(ours, Cost::virtualMachine).full(2));
      cells.add(perMillion(ours, Cost::walsender).full(2));
      cells.add(perMillion(ours, Cost::server).full(2));
      cells.add(perMillion(ours, Cost::ourselves).full(2));
      cells.add(of(ours, one -> one.perEvent(one.cost().allocated())).brief(0));
      cells.add(of(ours, one -> one.perEvent(one.cost().allocatedByConnector())).brief(0));
      cells.add(of(ours, one -> one.cost().peakHeap() / MEGABYTE).full(0));
      cells.add(of(ours, one -> one.cost().gcMillis()).full(0));
      row(cells);
    }
    text.append('\n');
  }

  private static List<Contender> present(List<Measurement> measured) {
    return measured.stream().map(Measurement::contender).distinct().sorted().toList();
  }

  /**
   * The contenders with which all are compared, as far as they were measured. No contender is
   * compared only with itself.
   */
  private static List<Contender> references(List<Measurement> measured) {
    List<Contender> present = present(measured);
    return Stream.of(Contender.DRAIN, Contender.TUNED, Contender.DEBEZIUM)
        .filter(other -> present.size() > 1 && present.contains(other))
        .toList();
  }

  private static String times(Contender other) {
    return "× " + (other == Contender.DRAIN ? "the bound" : other.label());
  }

  private static List<Measurement> by(Contender contender, List<Measurement> measured) {
    return measured.stream().filter(one -> one.contender() == contender).toList();
  }

  private static <T> Spread of(List<T> measured, ToDoubleFunction<T> value) {
    return Spread.of(measured.stream().map(value::applyAsDouble).toList());
  }

  private static Spread perMillion(List<Measurement> measured, ToDoubleFunction<Cost> cost) {
    return of(measured, one -> one.perMillion(cost.applyAsDouble(one.cost())));
  }

  private static List<Measurement> withLanes(int lanes, List<LaneMeasurement> measured) {
    return measured.stream()
        .filter(one -> one.lanes() == lanes)
        .map(LaneMeasurement::measurement)
        .toList();
  }

  /**
   * Returns the ratios of results of the same round. A round that lacks one of the two is left out;
   * the text then says how many rounds it is about.
   */
  private static String ratio(
      List<Measurement> ours, List<Measurement> others, ToDoubleFunction<Measurement> value) {
    List<Double> ratios = new ArrayList<>();
    for (Measurement one : ours) {
      others.stream()
          .filter(other -> other.round() == one.round())
          .findFirst()
          .ifPresent(other -> ratios.add(value.applyAsDouble(one) / value.applyAsDouble(other)));
    }
    // a division by zero is left out too
    Spread spread = Spread.of(ratios);
    boolean whole = spread.count() == 0 || spread.count() == ours.size();
    return whole ? spread.full(2) : spread.full(2) + " of " + spread.count() + " rounds";
  }

  private static String label(Contender contender, String bound) {
    return contender == Contender.DRAIN ? bound : contender.label();
  }

  private void header(List<String> cells) {
    row(cells);
    rule(cells.size());
  }

  private void row(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private void rule(int columns) {
    text.append("|---".repeat(columns)).append("|\n");
  }
}
