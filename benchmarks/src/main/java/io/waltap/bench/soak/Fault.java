/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What may go wrong, and how long it lasts in seconds. */
enum Fault {
  WORKER_KILL("SIGKILL of the Connect worker; it is started again", 0, 5),
  BROKER_KILL("SIGKILL of the broker; it is started again", 0, 5),
  POSTGRES_KILL("SIGKILL of the postmaster; it is started again", 0, 3),
  POSTGRES_IMMEDIATE("immediate shutdown of PostgreSQL, and a start", 0, 3),
  POSTGRES_FAST("fast shutdown of PostgreSQL, and a start", 0, 3),
  LINK_CUT("the link to PostgreSQL is cut, and new connections are refused", 0, 8),
  LINK_STALL("the link to PostgreSQL carries no byte, and stays open", 5, 30),
  LINK_SLOW("the link to PostgreSQL carries 64 kB/s", 5, 20),
  SLOT_TAKEN("another client reads a slot", 2, 15),
  PAUSE("the connector is paused and resumed over REST", 1, 10),
  RESTART_CONNECTOR("the connector and its tasks are restarted over REST", 0, 1),
  RESTART_TASK("one task is restarted over REST", 0, 1),
  LANES("tasks.max changes", 0, 1),
  CONFIGURATION("properties of the connector change", 0, 1),
  DDL("definitions of tables change, and tables come and go", 1, 5),
  PRIVILEGES("the connector's role loses SELECT on a schema, and gets it again", 2, 12),
  DISK_FULL("the disk of PostgreSQL is full; needs root, and is used only if it is named", 2, 8);

  private final String description;
  private final int shortest;
  private final int longest;

  Fault(String description, int shortest, int longest) {
    this.description = description;
    this.shortest = shortest;
    this.longest = longest;
  }

  /** The name on the command line, such as {@code worker-kill}. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String description() {
    return description;
  }

  int shortest() {
    return shortest;
  }

  int longest() {
    return longest;
  }

  static Optional<Fault> find(String key) {
    return Arrays.stream(values()).filter(fault -> fault.key().equals(key)).findFirst();
  }

  /** The faults that need nothing special of the machine. */
  static List<Fault> usual() {
    return Arrays.stream(values()).filter(fault -> fault != DISK_FULL).toList();
  }
}
