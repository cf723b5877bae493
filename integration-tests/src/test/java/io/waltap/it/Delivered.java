/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.Event;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The versions of a {@link Workload}'s rows that a consumer has seen. */
final class Delivered {
  private final Connector connector;
  private final Consumer<Event> witness;
  private final RowVersions versions = new RowVersions();

  Delivered(Connector connector) {
    this(connector, event -> {});
  }

  /**
   * @param witness also sees every record
   */
  Delivered(Connector connector, Consumer<Event> witness) {
    this.connector = connector;
    this.witness = witness;
  }

  RowVersions versions() {
    return versions;
  }

  /**
   * Reads until these rows have arrived, which were not there before.
   *
   * @param rows the rows, as {@link Workload#finish} returns them
   */
  void await(String what, Collection<String> rows) {
    Set<String> missing = new HashSet<>(rows);
    connector
        .topics()
        .visit(
            what,
            event -> {
              add(event);
              if (!event.isTombstone()) {
                missing.remove(row(event));
              }
            },
            missing::isEmpty);
  }

  /** Reads all topics to their end. */
  void readToEnd() {
    connector.topics().visitToEnd(this::add);
  }

  private void add(Event event) {
    versions.add(event);
    witness.accept(event);
  }

  private static String row(Event event) {
    return RowVersions.row(event.source().path("table").asText(), event.key().path("id").asLong());
  }
}
