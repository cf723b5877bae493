/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.Measurement.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The tables, in Markdown: medians, and the spread in parentheses. */
final class Report {
  private static final double MEGABYTE = 1e6;

  private final StringBuilder text = new StringBuilder();

  void heading(String command, Map<String, String> facts) {
    text.append("# Benchmark\n\n```sh\n").append(command).append("\n```\n\n");
    row(List.of("", ""));
    rule(2);
    facts.forEach((name, value) -> row(List.of(name, value)));
    text.append('\n');
  }

  void note(String note) {
    text.append(note).append("\n\n");
  }

  /** What all contenders of a workload did, with one converter. */
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

  void snapshot(List<Measurement> measured) {
    if (measured.isEmpty()) {
      return;
    }
    text.append("## Initial snapshot\n\n")
        .append(Console.number((double) measured.get(0).events()))
        .append(" rows of 12 columns; ")
        .append(measured.get(0).format().label())
        .append(
            ". Rows/s from the first row in Kafka to the last; seconds from the creation of the"
                + " connector.\n\n");
    rates(measured, "rows/s", "COPY alone");
    costs(measured, "COPY alone");
  }

  void latency(List<Latency> measured) {
    if (measured.isEmpty()) {
      return;
    }
    text.append("## Latency, commit to consumer\n\n")
        .append(Console.number(measured.get(0).rate()))
        .append(" events/s for all; milliseconds.\n\n");
    row(List.of("contender", "written/s", "p50", "p90", "p99", "p99.9", "most"));
    rule(7);
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
                of(ours, Latency::most).full(1)));
      }
    }
    text.append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void rates(List<Measurement> measured, String unit, String bound) {
    row(
        List.of(
            "contender",
            unit,
            "in the second half",
            "seconds",
            "× the bound",
            "× Debezium tuned",
            "× Debezium as it comes",
            "rounds"));
    rule(8);
    for (Contender contender : Contender.values()) {
      List<Measurement> ours = by(contender, measured);
      if (!ours.isEmpty()) {
        row(
            List.of(
                label(contender, bound),
                of(ours, Measurement::perSecond).full(0),
                of(ours, Measurement::latePerSecond).full(0),
                of(ours, Measurement::seconds).brief(1),
                ratio(measured, ours, Contender.DRAIN, Measurement::perSecond).full(2),
                ratio(measured, ours, Contender.TUNED, Measurement::perSecond).full(2),
                ratio(measured, ours, Contender.DEBEZIUM, Measurement::perSecond).full(2),
                Integer.toString(ours.size())));
      }
    }
    text.append('\n');
  }

  private void costs(List<Measurement> measured, String bound) {
    text.append("CPU seconds per million, and memory:\n\n");
    row(
        List.of(
            "contender",
            "process",
            "connector's threads",
            "× Debezium tuned",
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
    rule(14);
    for (Contender contender : Contender.values()) {
      List<Measurement> ours = by(contender, measured);
      if (!ours.isEmpty()) {
        row(
            List.of(
                label(contender, bound),
                perMillion(ours, Cost::client).full(2),
                perMillion(ours, Cost::connector).full(2),
                ratio(
                        measured,
                        ours,
                        Contender.TUNED,
                        one -> one.perMillion(one.cost().connector()))
                    .full(2),
                perMillion(ours, Cost::task).full(2),
                perMillion(ours, Cost::producer).full(2),
                perMillion(ours, Cost::virtualMachine).full(2),
                perMillion(ours, Cost::walsender).full(2),
                perMillion(ours, Cost::server).full(2),
                perMillion(ours, Cost::ourselves).full(2),
                of(ours, one -> one.perEvent(one.cost().allocated())).brief(0),
                of(ours, one -> one.perEvent(one.cost().allocatedByConnector())).brief(0),
                of(ours, one -> one.cost().peakHeap() / MEGABYTE).full(0),
                of(ours, one -> one.cost().gcMillis()).full(0)));
      }
    }
    text.append('\n');
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

  /** Ratios of what was measured in the same round; rounds that lack one of the two are left out. */
  private static Spread ratio(
      List<Measurement> measured,
      List<Measurement> ours,
      Contender other,
      ToDoubleFunction<Measurement> value) {
    List<Double> ratios = new ArrayList<>();
    for (Measurement one : ours) {
      Optional<Measurement> reference =
          measured.stream()
              .filter(each -> each.contender() == other && each.round() == one.round())
              .findFirst();
      if (reference.isPresent()) {
        ratios.add(value.applyAsDouble(one) / value.applyAsDouble(reference.get()));
      }
    }
    return Spread.of(ratios);
  }

  private static String label(Contender contender, String bound) {
    return contender == Contender.DRAIN ? bound : contender.label();
  }

  private void row(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private void rule(int columns) {
    text.append("|---".repeat(columns)).append("|\n");
  }
}
