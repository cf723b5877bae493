/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.util.List;

/**
 * What a run has shown.
 *
 * @param faults the number of faults
 * @param failures how often the connector or a task failed and was restarted
 * @param verdicts of the tables of the ledger
 * @param storms of the tables whose definitions changed
 * @param waiting the tables that do not stream in the end, and why
 * @param slots the slots in the end
 * @param behind slots that were not confirmed up to the end of the changes, are lost, or are left
 */
record SoakReport(
    String command,
    int faults,
    int failures,
    List<Verdict> verdicts,
    List<StormVerdict> storms,
    String connectorState,
    List<String> waiting,
    List<String> slots,
    List<String> behind) {

  SoakReport {
    verdicts = List.copyOf(verdicts);
    storms = List.copyOf(storms);
    waiting = List.copyOf(waiting);
    slots = List.copyOf(slots);
    behind = List.copyOf(behind);
  }

  boolean clean(boolean exactlyOnce) {
    return verdicts.stream().allMatch(verdict -> verdict.clean(exactlyOnce))
        && storms.stream().allMatch(storm -> storm.different() == 0)
        && behind.isEmpty()
        && !connectorState.contains("FAILED");
  }

  /** The report in Markdown. */
  String text(boolean exactlyOnce) {
    StringBuilder text = new StringBuilder();
    line(text, "# " + command);
    line(text, "");
    line(text, clean(exactlyOnce) ? "**clean**" : "**wrong**");
    line(text, "");
    line(text, "| table | versions | missing | doubled | out of order | wrong | unknown |");
    line(text, "|---|---|---|---|---|---|---|");
    for (Verdict verdict : verdicts) {
      row(
          text,
          verdict.table(),
          verdict.versions(),
          verdict.missing(),
          verdict.doubled(),
          verdict.outOfOrder(),
          verdict.wrong(),
          verdict.unknown());
    }
    line(text, "");
    line(text, "| table with changing definitions | rows | other last state | rows left over |");
    line(text, "|---|---|---|---|");
    for (StormVerdict storm : storms) {
      row(text, storm.table(), storm.rows(), storm.different(), storm.leftOver());
    }
    line(text, "");
    line(text, faults + " faults; the connector or a task failed " + failures + " times.");
    line(text, "In the end the connector is " + connectorState + ".");
    list(text, "Tables that do not stream:", waiting);
    list(text, "Slots:", slots);
    list(text, "Slots that are behind, lost, or left over (an error):", behind);
    for (Verdict verdict : verdicts) {
      boolean show = !verdict.clean(exactlyOnce);
      list(text, verdict.table() + ", examples:", show ? verdict.examples() : List.of());
    }
    for (StormVerdict storm : storms) {
      list(text, storm.table() + ", examples:", storm.examples());
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String table, long... numbers) {
    text.append("| ").append(table);
    for (long number : numbers) {
      text.append(" | ").append(number);
    }
    line(text, " |");
  }

  private static void list(StringBuilder text, String title, List<String> entries) {
    if (!entries.isEmpty()) {
      line(text, "");
      line(text, title);
      entries.forEach(entry -> line(text, "- " + entry));
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
