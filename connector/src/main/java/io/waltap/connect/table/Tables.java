/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.table;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TablePosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of one lane, by the OID of their relation, each with its place in the stream and its
 * state. The only place that knows the state of a table. Owned by the stream's thread; other
 * threads see {@link #counts} and {@link #notStreaming}.
 */
public final class Tables {
  private static final Logger LOG = LoggerFactory.getLogger(Tables.class);

  private final String topicPrefix;
  private final Newcomers newcomers;
  private final Map<String, TablePosition> stored;
  private final Map<Integer, TableEntry> byOid = new LinkedHashMap<>();
  // of several relations that have had a name, the one that was added last
  private final Map<TableId, TableEntry> byName = new HashMap<>();
  private final Map<String, TableCursor> others = new HashMap<>();
  // read by other threads
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private final Map<Integer, TableStatus> notStreaming = new ConcurrentHashMap<>();

  /**
   * @param stored what has been delivered before, by the table's name in the offsets
   * @param newcomers asked about a relation that is not known
   */
  public Tables(String topicPrefix, Map<String, TablePosition> stored, Newcomers newcomers) {
    this.topicPrefix = topicPrefix;
    this.stored = new HashMap<>(stored);
    this.newcomers = newcomers;
  }

  /**
   * Decides about relations that the stream describes and {@link Tables} does not know. Called on
   * the stream's thread.
   */
  @FunctionalInterface
  public interface Newcomers {
    /**
     * @return the entry that it added, or null if the lane does not capture the relation
     */
    TableEntry admit(Tables tables, Relation relation);

    /**
     * A change of the table cannot become a record. The change is not delivered, and from here on
     * none of the table's may be, so that it can be tried again. Changes the state accordingly.
     *
     * @throws RuntimeException the cause, if the whole stream fails with the table
     */
    default void failed(Tables tables, TableEntry entry, RuntimeException cause) {
      throw cause;
    }
  }

  /** A change of the table cannot become a record. */
  public void failed(TableEntry entry, RuntimeException cause) {
    newcomers.failed(this, entry, cause);
    if (entry.captured()) {
      throw new IllegalStateException("table " + entry.id() + " would lose a change", cause);
    }
  }

  /**
   * Returns the entry of a relation that the stream describes, or null if the lane does not capture
   * it.
   */
  public TableEntry described(Relation relation) {
    TableEntry entry = byOid.get(relation.oid());
    if (entry == null || !entry.id().equals(relation.id())) {
      entry = newcomers.admit(this, relation);
    }
    if (entry != null) {
      entry.described(relation);
    }
    return entry;
  }

  /**
   * Adds a table, and replaces an entry with the same OID. The table begins at its stored position.
   */
  public TableEntry add(int oid, TableId id, Membership membership, TableLife life) {
    TableCursor cursor =
        new TableCursor(SourcePartition.table(topicPrefix, id.text()), position(id));
    TableEntry entry = new TableEntry(oid, id, membership, cursor, life);
    TableEntry replaced = byOid.put(oid, entry);
    byName.put(id, entry);
    LOG.debug("table {} (OID {}): {}", id, Integer.toUnsignedString(oid), life);
    if (replaced != null) {
      counts.merge(replaced.life().label(), -1, Integer::sum);
    }
    show(entry);
    return entry;
  }

  /**
   * A relation as the stream describes it under a name that it has no more: it was renamed or
   * dropped since. Its changes become records, and what is stored of it says that the table that
   * has the name is still to be read. It takes the place of no other entry.
   */
  public TableEntry addFormer(int oid, TableId id) {
    TableEntry latest = byName.get(id);
    if (latest != null && latest.oid() == oid) {
      return latest;
    }
    TableCursor cursor =
        new TableCursor(SourcePartition.table(topicPrefix, id.text()), position(id));
    TableEntry entry =
        new TableEntry(oid, id, Membership.UNKNOWN, cursor, new TableLife.Gone(Lsn.NONE, true));
    byName.putIfAbsent(id, entry);
    if (byOid.putIfAbsent(oid, entry) == null) {
      show(entry);
    }
    return entry;
  }

  /** The table with this OID, or null. */
  public TableEntry find(int oid) {
    return byOid.get(oid);
  }

  /** The table that has this name, or had it last; or null. */
  public TableEntry find(TableId id) {
    return byName.get(id);
  }

  /** All tables, in the order in which they were added. */
  public Collection<TableEntry> all() {
    return List.copyOf(byOid.values());
  }

  /** The tables whose state meets the condition, in the order in which they were added. */
  public List<TableEntry> in(Predicate<TableLife> state) {
    List<TableEntry> found = new ArrayList<>();
    for (TableEntry entry : byOid.values()) {
      if (state.test(entry.life())) {
        found.add(entry);
      }
    }
    return found;
  }

  /**
   * Changes a table's state.
   *
   * @throws IllegalStateException if the new state may not follow the present state; then nothing
   *     is changed
   */
  public void become(TableEntry entry, TableLife next) {
    TableLife before = entry.life();
    if (!before.mayBecome(next)) {
      throw new IllegalStateException(
          "table " + entry.id() + " cannot become " + next + " from " + before);
    }
    entry.become(next);
    if (byOid.get(entry.oid()) == entry) { // a renamed table is shown under its new name alone
      counts.merge(before.label(), -1, Integer::sum);
      show(entry);
    }
    if (!before.label().equals(next.label())) {
      LOG.debug("table {}: {} after {}", entry.id(), next, before);
    }
  }

  /** Records how the table is published now, without a break since the last check. */
  public void adopt(TableEntry entry, Membership found) {
    entry.adopt(found);
  }

  /**
   * Records that rows which came with partitions are delivered, or will be read, if a transaction
   * before this one attached the partition. The table's offsets say so from now on.
   */
  public void partitionsXid(TableEntry entry, long xid) {
    entry.partitionsXid(xid);
  }

  /**
   * The table's rows have been read as of a position, and its changes up to there have been
   * delivered. It streams from there.
   */
  public void completed(TableEntry entry, long lsn) {
    become(entry, TableLife.Streaming.INSTANCE);
    entry.cursor().delivered(TablePosition.snapshot(true, lsn));
  }

  /** The offset that stores a table's position in its present state; it has one. */
  public Map<String, Object> offset(TableEntry entry) {
    return entry.cursor().stored(Lsn.NONE);
  }

  /** Sets the state that a start of the lane has decided on, whatever the present state is. */
  public void restart(TableEntry entry, TableLife next) {
    if (!entry.life().mayBecome(next)) {
      become(entry, new TableLife.New(Lsn.NONE));
    }
    become(entry, next);
  }

  /**
   * Makes everything before a position count as delivered, for each table and for each partition
   * that is not a table.
   *
   * @return their names in the offsets
   */
  public Set<String> startAt(TablePosition position) {
    Set<String> names = new TreeSet<>();
    for (TableEntry entry : byOid.values()) {
      entry.cursor().delivered(position);
      names.add(entry.id().text());
    }
    for (String name : SourcePartition.OTHERS) {
      other(name).delivered(position);
      names.add(name);
    }
    return names;
  }

  /** Sets what has been delivered of a table by something other than this stream. */
  public void delivered(TableEntry entry, TablePosition position) {
    entry.cursor().delivered(position);
  }

  /**
   * Changes the state, and returns the offset that stores it.
   *
   * @param streamLsn everything up to here has been delivered from the stream
   */
  public Map<String, Object> store(TableEntry entry, TableLife next, long streamLsn) {
    if (next instanceof TableLife.Streaming) {
      completed(entry, streamLsn);
    } else if (!next.equals(entry.life())) {
      become(entry, next);
    }
    return entry.cursor().stored(streamLsn);
  }

  /**
   * The place in the stream of a partition that is not a table.
   *
   * @param name one of {@link SourcePartition#OTHERS}
   */
  public TableCursor other(String name) {
    return others.computeIfAbsent(
        name, key -> new TableCursor(SourcePartition.table(topicPrefix, key), stored.get(key)));
  }

  /**
   * The places of those that have these names in the offsets: tables whose changes in the lane's
   * stream become records, and partitions that are not tables.
   */
  public List<TableCursor> cursors(Set<String> names) {
    List<TableCursor> found = new ArrayList<>();
    byName.forEach(
        (id, entry) -> {
          if (entry.captured() && names.contains(id.text())) {
            found.add(entry.cursor());
          }
        });
    others.forEach(
        (name, cursor) -> {
          if (names.contains(name)) {
            found.add(cursor);
          }
        });
    return found;
  }

  /** What has been delivered of the table with this name, or null. */
  public TablePosition position(TableId id) {
    TableEntry latest = byName.get(id);
    return latest == null || latest.cursor().position() == null
        ? stored.get(id.text())
        : latest.cursor().position();
  }

  /**
   * What has been delivered of each table, including what was stored before, by the table's name in
   * the offsets.
   */
  public Map<String, TablePosition> positions() {
    Map<String, TablePosition> positions = new HashMap<>(stored);
    others.forEach((name, cursor) -> put(positions, name, cursor));
    byName.forEach((id, entry) -> put(positions, id.text(), entry.cursor()));
    return positions;
  }

  private static void put(Map<String, TablePosition> positions, String name, TableCursor cursor) {
    if (cursor.position() != null) {
      positions.put(name, cursor.position());
    }
  }

  /** A new stream begins, which replays from the slot's confirmed position. */
  public void streamStarted() {
    byOid.values().forEach(entry -> entry.cursor().rewind());
    byName.values().forEach(entry -> entry.cursor().rewind());
    others.values().forEach(TableCursor::rewind);
  }

  /** How many tables are in each state, by the state's name. For any thread. */
  public Map<String, Integer> counts() {
    Map<String, Integer> copy = new TreeMap<>(counts);
    copy.values().removeIf(count -> count == 0);
    return copy;
  }

  /** Each table whose state is not Streaming, as an operator sees it. For any thread. */
  public Collection<TableStatus> notStreaming() {
    return List.copyOf(notStreaming.values());
  }

  private void show(TableEntry entry) {
    counts.merge(entry.life().label(), 1, Integer::sum);
    if (entry.life() instanceof TableLife.Streaming) {
      notStreaming.remove(entry.oid());
    } else {
      notStreaming.put(entry.oid(), TableStatus.of(entry));
    }
  }
}
