/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.table;

import io.waltap.connect.table.TableLife.Waiting;

/**
 * A table as an operator sees it.
 *
 * @param table {@code schema.table}
 * @param state the name of its {@link TableLife}
 * @param problem why it waits, and what fixes that; empty if it does not wait
 * @param retryAt when the next try is, as ISO 8601 text; empty if it does not wait
 */
public record TableStatus(String table, String state, String problem, String retryAt) {
  static TableStatus of(TableEntry entry) {
    TableLife life = entry.life();
    return life instanceof Waiting waiting
        ? new TableStatus(
            entry.id().text(), life.label(), waiting.problem().text(), waiting.retryAt().toString())
        : new TableStatus(entry.id().text(), life.label(), "", "");
  }

  /** State, reason and time in one text. */
  public String text() {
    return problem.isEmpty() ? state : state + ": " + problem + " Next try at " + retryAt + ".";
  }
}
