/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Waiting;
import io.waltap.connect.table.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tables whose rows are to be read while others stream: new ones, once the stream has passed the
 * place where they were found, and waiting ones, once it is time for the next try. Owned by the
 * stream's thread.
 */
final class ReadingQueue {
  /** All tables of a lane may wait for so long before the task fails. */
  private static final Duration HOPELESS_AFTER = Duration.ofMinutes(10);

  private final TableTrouble trouble;
  private final RelationDecisions decisions;
  private final long longestHold;

  /** New tables, by OID. */
  private final Map<Integer, PublishedTable> fresh = new LinkedHashMap<>();

  /** Every table as the last check or start found it, by OID. */
  private final Map<Integer, PublishedTable> latest = new HashMap<>();

  private Tables tables;

  /** The first place in the stream at which one of the new tables can be read. */
  private long freshFrom;

  /** When the next waiting table is due; null if none waits. */
  private Instant nextTry;

  /** The first WAL position for which a waiting table holds the slot; none if none does. */
  private long heldFrom = Lsn.NONE;

  /**
   * @param decisions knows of tables that cannot be read before the link is opened again
   * @param longestHold how many bytes of WAL the slot is held for a table that waits
   */
  ReadingQueue(TableTrouble trouble, RelationDecisions decisions, long longestHold) {
    this.trouble = trouble;
    this.decisions = decisions;
    this.longestHold = longestHold;
  }

  void serve(Tables lane) {
    tables = lane;
  }

  /** A new table, whose state is {@link New}. */
  void add(PublishedTable table) {
    fresh.put(table.oid(), table);
    latest.put(table.oid(), table);
    findFreshFrom();
  }

  /** The table is not to be read any more. */
  void remove(int oid) {
    fresh.remove(oid);
    latest.remove(oid);
  }

  void clear() {
    fresh.clear();
  }

  /** Whether new tables are to be read, now or once the stream has passed them. */
  boolean hasNew() {
    return !fresh.isEmpty();
  }

  /**
   * A check found a table. If the table waits and is not as it was, which may be what it waited
   * for, it is tried at once.
   */
  void found(PublishedTable table) {
    PublishedTable before = latest.put(table.oid(), table);
    TableEntry entry = tables.find(table.oid());
    if (entry == null || !(entry.life() instanceof Waiting waiting)) {
      return;
    }
    if (before == null) {
      refresh();
    } else if (!before.sameAs(table)) {
      tables.become(entry, waiting.retryAt(trouble.now()));
      nextTry = trouble.now();
    }
  }

  /** A link was opened: tables that could not be read before may be read now. */
  void linkOpened() {
    findFreshFrom();
  }

  /** The states of some tables have changed: one of them may wait. */
  void refresh() {
    nextTry = null;
    heldFrom = Lsn.NONE;
    for (TableEntry entry : tables.in(Waiting.class::isInstance)) {
      long needs = entry.life().needs();
      if (needs != Lsn.NONE && (heldFrom == Lsn.NONE || Lsn.isAfter(heldFrom, needs))) {
        heldFrom = needs;
      }
      if (latest.containsKey(entry.oid())) { // others are not to be read before a check finds them
        Instant due = ((Waiting) entry.life()).retryAt();
        nextTry = nextTry == null || due.isBefore(nextTry) ? due : nextTry;
      }
    }
  }

  /**
   * Why nothing can arrive: all tables of the lane have waited for long, and their changes are
   * withheld. Empty if some table streams, or may soon.
   */
  Optional<Waiting> hopeless() {
    Instant longAgo = trouble.now().minus(HOPELESS_AFTER);
    Waiting first = null;
    for (TableEntry entry : tables.all()) {
      if (entry.life() instanceof Gone) {
        continue;
      }
      if (!(entry.life() instanceof Waiting waiting)
          || waiting.captured()
          || waiting.since().isAfter(longAgo)) {
        return Optional.empty();
      }
      first = waiting;
    }
    return Optional.ofNullable(first);
  }

  /** Whether {@link #due} has any. */
  boolean isDue(long delivered) {
    if (nextTry != null && !trouble.now().isBefore(nextTry)) {
      return true;
    }
    return !fresh.isEmpty() && !Lsn.isAfter(freshFrom, delivered);
  }

  /** The first place at which a new table can be read. */
  private void findFreshFrom() {
    freshFrom = -1; // unsigned: after any position
    for (int oid : fresh.keySet()) {
      if (decisions.isOutdated(oid)) {
        continue;
      }
      TableEntry entry = tables.find(oid);
      long from = entry != null && entry.life() instanceof New found ? found.seenAt() : Lsn.NONE;
      freshFrom = Lsn.min(freshFrom, from);
    }
  }

  private boolean hasPassed(TableEntry entry, long delivered) {
    return entry == null
        || !(entry.life() instanceof New found)
        || !Lsn.isAfter(found.seenAt(), delivered) && !decisions.isOutdated(entry.oid());
  }

  /** Whether {@link #heldTooLong} has any. */
  boolean isHeldTooLong(long confirmable) {
    return isTooFar(heldFrom, confirmable);
  }

  /**
   * The waiting tables for which the slot has been held for too much WAL.
   *
   * @param confirmable up to where the slot could be confirmed without them; what it keeps beyond
   *     that, because Kafka or Iceberg is behind, is not kept for them
   */
  List<TableEntry> heldTooLong(long confirmable) {
    return isHeldTooLong(confirmable)
        ? tables.in(life -> life instanceof Waiting && isTooFar(life.needs(), confirmable))
        : List.of();
  }

  private boolean isTooFar(long needs, long confirmable) {
    return needs != Lsn.NONE && confirmable - needs > longestHold;
  }

  /**
   * Takes the tables that are to be read now.
   *
   * @param busy whether the table, or another of its name, is being read: then it is read later
   */
  List<PublishedTable> due(long delivered, Predicate<PublishedTable> busy) {
    List<PublishedTable> due = new ArrayList<>();
    for (PublishedTable table : List.copyOf(fresh.values())) {
      TableEntry entry = tables.find(table.oid());
      if (hasPassed(entry, delivered) && !busy.test(table)) {
        fresh.remove(table.oid());
        if (entry != null && entry.life() instanceof New) {
          due.add(table);
        }
      }
    }
    Instant now = trouble.now();
    for (TableEntry entry : tables.in(Waiting.class::isInstance)) {
      PublishedTable table = latest.get(entry.oid());
      if (table != null && !now.isBefore(((Waiting) entry.life()).retryAt()) && !busy.test(table)) {
        due.add(table);
      }
    }
    findFreshFrom();
    return due;
  }
}
