/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/** Another client that takes a slot from the connector. It confirms nothing. */
final class SlotHolder {
  private static final int ATTEMPTS = 50;

  private final Postgres postgres;
  private final SoakLog log;

  SlotHolder(Postgres postgres, SoakLog log) {
    this.postgres = postgres;
    this.log = log;
  }

  /** Ends the connector's stream of a slot, takes the slot, and holds it for a time. */
  void hold(Duration time, int choice) throws SQLException, InterruptedException {
    List<String> slots =
        postgres.texts(
            "SELECT slot_name FROM pg_replication_slots WHERE NOT temporary ORDER BY slot_name");
    if (slots.isEmpty()) {
      log.say("  there is no slot");
      return;
    }
    String slot = slots.get(choice % slots.size());
    for (int i = 0; i < ATTEMPTS; i++) {
      postgres.texts(
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
              + slot
              + "' AND active");
      if (held(slot, time)) {
        return;
      }
      Thread.sleep(50);
    }
    log.say("  the connector was always faster: " + slot + " was not taken");
  }

  private boolean held(String slot, Duration time) throws InterruptedException {
    try (Connection connection = postgres.connectForReplication();
        PGReplicationStream stream =
            connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(slot)
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", "soak")
                .start()) {
      log.say("  " + slot + " is taken");
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() < end) {
        stream.readPending();
        Thread.sleep(20);
      }
      return true;
    } catch (SQLException e) {
      return false; // the connector has the slot again
    }
  }
}
