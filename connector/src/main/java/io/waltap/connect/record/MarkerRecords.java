/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.schema.TopicNaming;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.header.ConnectHeaders;

/**
 * Makes the markers for a mirror ({@code mirror.signals.enabled}): records without key and value in
 * partition 0 of a table's topic. A header has their text:
 *
 * <pre>
 *   w1-open-[system identifier]-[timeline]-[LSN where the timeline begins]-[OID of the relation]
 *   w1-watermark-[LSN]-[microseconds since 1970]
 *   w1-snapshot-begin-[LSN]
 *   w1-snapshot-end-[LSN]
 * </pre>
 *
 * The numbers are hexadecimal digits of a fixed number. The first letter keeps header converters
 * from reading a number. Safe for several threads, if one thread at a time makes the records of a
 * table.
 */
public final class MarkerRecords {
  /** The header that says what a marker tells. */
  static final String HEADER = "__waltap.marker";

  private static final int PARTITION = 0;
  private static final HexFormat HEX = HexFormat.of();

  private final TopicNaming topics;
  private final Set<String> begunTopics;

  /** Of which tables {@code open} was told, by their names in the offsets. */
  private final Map<String, Opened> opened = new ConcurrentHashMap<>();

  private volatile Log log = new Log("0", 0, Lsn.NONE, 0);

  /**
   * @param begunTopics the topics of which the task has made a record
   */
  MarkerRecords(TopicNaming topics, Set<String> begunTopics) {
    this.topics = topics;
    this.begunTopics = begunTopics;
  }

  /**
   * Names the log whose changes are delivered from here on. If it is another one, each table is
   * opened again.
   *
   * @param begunAt where the timeline begins
   */
  synchronized void identify(String systemId, int timeline, long begunAt) {
    Log now = log;
    if (!now.is(systemId, timeline, begunAt)) {
      log = new Log(systemId, timeline, begunAt, now.run() + 1);
    }
  }

  /** A run of the lane begins, in which each table is opened again. */
  synchronized void startRun() {
    Log now = log;
    log = new Log(now.systemId(), now.timeline(), now.begunAt(), now.run() + 1);
  }

  /** A number that changes when each table is to be opened again. */
  int run() {
    return log.run();
  }

  /** The records of the table may not have been handed over, so that it is opened again. */
  public void forget(TableId table) {
    opened.remove(table.text());
  }

  /** Adds {@code open}, unless this run has told it of the table. */
  public void open(TableId table, int oid, Map<String, ?> offset, Batch out) {
    Log current = log;
    Opened now = new Opened(current.run(), oid);
    if (!now.equals(opened.put(table.text(), now))) {
      CapturedRecord marker =
          marker(
              table,
              offset,
              "w1-open-"
                  + HEX.toHexDigits(Long.parseUnsignedLong(current.systemId()))
                  + "-"
                  + HEX.toHexDigits(current.timeline())
                  + "-"
                  + HEX.toHexDigits(current.begunAt())
                  + "-"
                  + HEX.toHexDigits(oid));
      out.add(marker.beginningTopic(begunTopics.add(marker.topic())));
    }
  }

  /**
   * Adds that all changes of the table are delivered that were committed before a position.
   *
   * @param micros when the server was there
   */
  void watermark(TableId table, Map<String, ?> offset, long lsn, long micros, Batch out) {
    out.add(
        marker(
            table, offset, "w1-watermark-" + HEX.toHexDigits(lsn) + "-" + HEX.toHexDigits(micros)));
  }

  /** Adds that all rows of the table follow, as they are at this position or later. */
  public void snapshotBegin(TableId table, Map<String, ?> offset, long lsn, Batch out) {
    out.add(marker(table, offset, "w1-snapshot-begin-" + HEX.toHexDigits(lsn)));
  }

  /** Adds that all rows of the table have come, as they are at this position. */
  public void snapshotEnd(TableId table, Map<String, ?> offset, long lsn, Batch out) {
    out.add(marker(table, offset, "w1-snapshot-end-" + HEX.toHexDigits(lsn)));
  }

  private CapturedRecord marker(TableId table, Map<String, ?> offset, String text) {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(HEADER, text);
    return new CapturedRecord(
        SourcePartition.table(topics.prefix(), table.text()),
        offset,
        topics.table(table.schema(), table.name()),
        PARTITION,
        null,
        null,
        null,
        null,
        headers);
  }

  /**
   * The log whose changes are delivered.
   *
   * @param systemId as a decimal number
   * @param begunAt where the timeline begins
   * @param run counts the runs
   */
  private record Log(String systemId, int timeline, long begunAt, int run) {
    boolean is(String otherId, int otherTimeline, long otherBegin) {
      return systemId.equals(otherId) && timeline == otherTimeline && begunAt == otherBegin;
    }
  }

  /** In which run a table was opened, and which table it was. */
  private record Opened(int run, int oid) {}
}
