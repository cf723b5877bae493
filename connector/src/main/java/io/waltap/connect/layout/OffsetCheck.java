/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.SlotNames;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Checks the offsets that an operator sets by PATCH or DELETE /connectors/{name}/offsets, before
 * they are stored. Refuses an offset that would leave a gap, or that Connect would never find.
 */
public final class OffsetCheck {
  private final ConnectorConfig config;
  private final Map<String, Long> slots;
  private final long serverLsn;

  /**
   * @param slots the confirmed positions of the database's slots, by name
   * @param serverLsn the end of the server's WAL
   */
  public OffsetCheck(ConnectorConfig config, Map<String, Long> slots, long serverLsn) {
    this.config = config;
    this.slots = Map.copyOf(slots);
    this.serverLsn = serverLsn;
  }

  /**
   * @param offsets by source partition; a null offset forgets what was stored
   * @return why the change is refused, empty if it is not
   */
  public List<String> problems(Map<? extends Map<String, ?>, ? extends Map<String, ?>> offsets) {
    List<String> problems = new ArrayList<>();
    boolean whole = isWhole(offsets);
    for (Map.Entry<? extends Map<String, ?>, ? extends Map<String, ?>> change :
        offsets.entrySet()) {
      if (change.getValue() == null) {
        continue; // the table is read again, or the lane starts again: no change is missed
      }
      try {
        String problem = problem(change.getKey(), change.getValue(), whole);
        if (problem != null) {
          problems.add(change.getKey() + ": " + problem);
        }
      } catch (IllegalArgumentException e) {
        problems.add(change.getKey() + ": " + e.getMessage());
      }
    }
    return problems;
  }

  /**
   * Whether the change has a position of the slot from which the tables would go on, and the slot
   * still has the WAL from there. Then it is what GET gave at some time: everything before the
   * slot's position was delivered, also of tables whose last change was long before.
   */
  private boolean isWhole(Map<? extends Map<String, ?>, ? extends Map<String, ?>> offsets) {
    Map<String, ?> lane =
        offsets.get(SourcePartition.lane(config.topics().prefix(), furthestAhead()));
    try {
      return lane != null && lsnProblem(furthestAhead(), LanePosition.fromMap(lane).lsn()) == null;
    } catch (IllegalArgumentException e) {
      return false; // which is a problem of its own
    }
  }

  private String problem(Map<String, ?> partition, Map<String, ?> offset, boolean whole) {
    List<String> keys = List.copyOf(partition.keySet());
    if (!config.topics().prefix().equals(partition.get(SourcePartition.SERVER))) {
      return "\"server\" must be topic.prefix, " + config.topics().prefix();
    }
    if (keys.equals(List.of(SourcePartition.SERVER, SourcePartition.TABLE))) {
      return tableProblem(partition.get(SourcePartition.TABLE).toString(), offset, whole);
    }
    if (keys.equals(List.of(SourcePartition.SERVER, SourcePartition.SLOT))) {
      String slot = String.valueOf(partition.get(SourcePartition.SLOT));
      if (!lanes().contains(slot)) {
        return "\"slot\" must be slot.name, "
            + config.baseSlot()
            + ", or with several lanes this name followed by _1, _2, ...";
      }
      return lsnProblem(slot, LanePosition.fromMap(offset).lsn());
    }
    // Connect finds an offset by the partition's serialized form, in which the order of the keys
    // counts
    return "a partition is {\"server\", \"table\"} or {\"server\", \"slot\"}, in this order, as"
        + " GET /connectors/{name}/offsets shows it";
  }

  private String tableProblem(String table, Map<String, ?> offset, boolean whole) {
    TableIdentity.fromMap(offset); // refuses what is no identity
    TablePosition position = TablePosition.fromMap(offset);
    if (!table.startsWith("(") && !whole) {
      int dot = table.indexOf('.');
      if (dot < 0
          || !config
              .filters()
              .includes(new TableId(table.substring(0, dot), table.substring(dot + 1)))) {
        return "the connector does not capture a table of this name (schema.table)";
      }
    }
    if (position.snapshotPending()) {
      return null;
    }
    return whole
        ? aheadOfServer(position.commitLsn())
        : lsnProblem(furthestAhead(), position.commitLsn());
  }

  /**
   * The slot that is furthest ahead. The table may be in any lane, and what this slot has, all
   * slots have.
   */
  private String furthestAhead() {
    return lanes().stream()
        .filter(slots::containsKey)
        .max(Comparator.comparing(slots::get, Long::compareUnsigned))
        .orElse(config.baseSlot());
  }

  private List<String> lanes() {
    return IntStream.range(0, SlotNames.MOST_LANES)
        .mapToObj(lane -> SlotNames.lane(config.baseSlot(), lane))
        .toList();
  }

  private String aheadOfServer(long lsn) {
    return Lsn.isAfter(lsn, serverLsn)
        ? Lsn.format(lsn)
            + " is ahead of the server, whose WAL ends at "
            + Lsn.format(serverLsn)
            + ": changes would be dropped"
        : null;
  }

  private String lsnProblem(String slot, long lsn) {
    String ahead = aheadOfServer(lsn);
    if (ahead != null) {
      return ahead;
    }
    Long confirmed = slots.get(slot);
    if (confirmed == null) {
      return "there is no slot \"" + slot + "\" to start from at " + Lsn.format(lsn);
    }
    if (Lsn.isAfter(confirmed, lsn)) {
      return "slot \""
          + slot
          + "\" has released the WAL before "
          + Lsn.format(confirmed)
          + ", so changes from "
          + Lsn.format(lsn)
          + " on are unavailable; set null to read the table again";
    }
    return null;
  }
}
