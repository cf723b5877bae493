/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import io.waltap.connect.pgoutput.Lsn;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a table has been delivered: the public format of its source offset.
 *
 * <p>Streamed: {@code {"commit_lsn", "lsn", "index"}}, the commit LSN of the transaction, the WAL
 * LSN of the change, and the ordinal among the table's changes with that LSN (a multi-insert shares
 * one). Changes are delivered in exactly this order, so whatever is at or before the position is
 * dropped on resume.
 *
 * <p>Snapshot: {@code {"snapshot": "started" | "completed", "lsn"}}; the rows are those visible at
 * {@code lsn}, so transactions that committed before it are dropped. A started snapshot must be
 * read again. The changes up to the new snapshot are delivered before its rows. So each row's
 * versions stay in order, and a row that was read and then deleted gets its delete. The position of
 * such a change is a streamed one that also has {@code "snapshot": "started"}.
 *
 * <p>An incremental snapshot is a started one that also has {@code "after"}: the primary key, as a
 * JSON array of texts, up to which rows were delivered. The snapshot continues after that key while
 * the table streams.
 *
 * <p>Each of them also has {@code "oid"} and {@code "member"}, which say whose position it is, and
 * perhaps {@code "partitions_xid"} ({@link TableIdentity}), if that is known.
 *
 * <p>Numbers are longs; text in PostgreSQL's form {@code X/Y} is accepted too, so that an operator
 * can set them.
 *
 * @param commitLsn unsigned
 * @param lsn unsigned
 * @param index -1: before the first change of that LSN
 * @param after the primary key up to which an incremental snapshot has come; null if there is none
 */
public record TablePosition(Stage stage, long commitLsn, long lsn, long index, String after) {

  /** What is known of the table's snapshot. */
  public enum Stage {
    SNAPSHOT_STARTED,
    SNAPSHOT_COMPLETED,
    STREAMING
  }

  private static final String SNAPSHOT = "snapshot";
  private static final String COMMIT_LSN = "commit_lsn";
  private static final String LSN = "lsn";
  private static final String INDEX = "index";
  private static final String AFTER = "after";

  private TablePosition(Stage stage, long commitLsn, long lsn, long index) {
    this(stage, commitLsn, lsn, index, null);
  }

  public static TablePosition snapshot(boolean completed, long lsn) {
    return new TablePosition(
        completed ? Stage.SNAPSHOT_COMPLETED : Stage.SNAPSHOT_STARTED, lsn, Lsn.NONE, -1);
  }

  public static TablePosition streamed(long commitLsn, long lsn, long index) {
    return new TablePosition(Stage.STREAMING, commitLsn, lsn, index);
  }

  /** The position of a change that is delivered before a snapshot that is to be read again. */
  public static TablePosition streamedBeforeSnapshot(
      long commitLsn, long lsn, long index, String after) {
    return new TablePosition(Stage.SNAPSHOT_STARTED, commitLsn, lsn, index, after);
  }

  /** The same place in the stream, with an incremental snapshot that has come up to a key. */
  public TablePosition within(String key) {
    return new TablePosition(Stage.SNAPSHOT_STARTED, commitLsn, lsn, index, key);
  }

  /** Whether the table's snapshot is still to be read, or to be read again. */
  public boolean snapshotPending() {
    return stage == Stage.SNAPSHOT_STARTED;
  }

  /** Whether the place is that of a change in the stream, and not that of a snapshot. */
  public boolean isStreamed() {
    return lsn != Lsn.NONE;
  }

  /** Whether a change at this place has been delivered already. */
  public boolean covers(long changeCommitLsn, long changeLsn, long changeIndex) {
    int order = Long.compareUnsigned(changeCommitLsn, commitLsn);
    if (order == 0) {
      order = Long.compareUnsigned(changeLsn, lsn);
    }
    return order < 0 || order == 0 && changeIndex <= index;
  }

  /**
   * The offset of a partition that is not a table, or of a table of which only the name is known.
   */
  public Map<String, Object> toMap() {
    return toMap(TableIdentity.UNKNOWN);
  }

  /** The offset of this table. */
  public Map<String, Object> toMap(TableIdentity identity) {
    if (stage == Stage.STREAMING) {
      return new StreamedOffset(commitLsn, lsn, index, identity);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    if (stage == Stage.SNAPSHOT_STARTED) {
      addStarted(map);
    } else {
      map.put(SNAPSHOT, "completed");
      map.put(LSN, commitLsn);
    }
    identity.addTo(map);
    return map;
  }

  private void addStarted(Map<String, Object> map) {
    map.put(SNAPSHOT, "started");
    if (after != null) {
      map.put(AFTER, after);
    }
    if (index < 0 && lsn == Lsn.NONE) {
      map.put(LSN, commitLsn);
    } else {
      map.put(COMMIT_LSN, commitLsn);
      map.put(LSN, lsn);
      map.put(INDEX, index);
    }
  }

  /**
   * Reads a stored offset.
   *
   * @throws IllegalArgumentException if the map is not a table's position
   */
  public static TablePosition fromMap(Map<String, ?> map) {
    Object snapshot = map.get(SNAPSHOT);
    if (snapshot == null) {
      return streamed(map, Stage.STREAMING);
    }
    return switch (snapshot.toString()) {
      case "started" -> {
        TablePosition place =
            map.containsKey(COMMIT_LSN)
                ? streamed(map, Stage.SNAPSHOT_STARTED)
                : snapshot(false, lsn(map, LSN));
        yield map.get(AFTER) == null ? place : place.within(map.get(AFTER).toString());
      }
      case "completed" -> snapshot(true, lsn(map, LSN));
      default ->
          throw new IllegalArgumentException(
              "\"snapshot\" must be \"started\" or \"completed\", not \"" + snapshot + "\"");
    };
  }

  private static TablePosition streamed(Map<String, ?> map, Stage stage) {
    long commitLsn = lsn(map, COMMIT_LSN);
    if (!map.containsKey(LSN)) {
      // set by an operator: deliver from that transaction on
      return new TablePosition(stage, commitLsn, Lsn.NONE, -1);
    }
    Object index = map.get(INDEX);
    return new TablePosition(
        stage, commitLsn, lsn(map, LSN), index instanceof Number number ? number.longValue() : -1);
  }

  static long lsn(Map<String, ?> map, String key) {
    Object value = map.get(key);
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (value instanceof String text) {
      return Lsn.parse(text);
    }
    throw new IllegalArgumentException(
        "\"" + key + "\" must be an LSN, as a number or as text X/Y, not " + value);
  }
}
