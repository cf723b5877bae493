/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.buffer.Batch;
import io.waltap.mirror.buffer.RowBuffer;
import io.waltap.mirror.change.ChangeReader;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.commit.FencedException;
import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.maintain.TableMaintenance;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a change: from a record of the topic, through the buffer, into a snapshot of the
 * table.
 *
 * <pre>
 *   LOADING  the table is read, to know where its topic goes on   → RUNNING, GAP, STOPPED
 *   RUNNING  changes are collected and committed                  → LOADING (fenced), STOPPED
 *   GAP      records are missing between the table and the topic  → LOADING (mirror.accept.gap)
 *   STOPPED  the table cannot go on, and the reason says why
 * </pre>
 *
 * <p>All methods are for the task's thread. What waits for the catalog or the files is a {@link
 * Work} on a thread of its own, one at a time.
 */
public final class TableMirror {
  private static final Logger LOG = LoggerFactory.getLogger(TableMirror.class);

  /** The states of a table. */
  public enum Phase {
    LOADING,
    RUNNING,
    GAP,
    STOPPED
  }

  private final String topic;
  private final OpenTable table;
  private final ChangeReader reader;
  private final Flow flow;
  private final Work work;
  private final MirrorOptions options;
  private final TableMaintenance maintenance;
  private final RowBuffer buffer = new RowBuffer();
  private final Waiting waiting = new Waiting();
  private final Counters counters = new Counters();
  private final Fences fences = new Fences();

  private Phase phase = Phase.LOADING;
  private String reason = "";
  private TopicStart start; // what the next record has to be; null if it may be any
  private Applied applied = new Applied(null, false);
  private Batch batch; // being committed
  private long batchBytes;
  private long seen = -1; // the offset behind the last record
  private long lastAdded; // System.nanoTime()
  private long nextCommit;
  private long keyChange = -1; // the offset of the first record with another key
  private boolean retrying; // a commit has failed, so that no more records are taken
  private boolean rewinding; // what comes until the next advance was fetched before
  private boolean goneBack; // offsets that were read come again

  /**
   * @param refusal why the topic cannot be mirrored; null if it can
   */
  TableMirror(
      String topic,
      String refusal,
      OpenTable table,
      ChangeReader reader,
      Flow flow,
      Work work,
      TableMaintenance maintenance,
      MirrorOptions options) {
    this.topic = topic;
    this.table = table;
    this.reader = reader;
    this.flow = flow;
    this.work = work;
    this.maintenance = maintenance;
    this.options = options;
    if (refusal == null) {
      load();
    } else {
      stop(refusal, null);
    }
  }

  private void load() {
    phase = Phase.LOADING;
    buffer.clear();
    waiting.clear();
    batch = null;
    start = null;
    keyChange = -1;
    seen = -1;
    retrying = false;
    goneBack = false;
    maintenance.pause();
    flow.pause();
    work.start(table::load, "load the mirror table of " + topic);
  }

  /** Takes a record of the topic. Those that come while the table is not running come again. */
  public void add(SinkRecord sinkRecord, long now) {
    if (phase != Phase.RUNNING || keyChange >= 0 || rewinding || goneBack) {
      return;
    }
    if (sinkRecord.kafkaOffset() < seen) {
      LOG.warn("{} has gone back to offset {}", topic, sinkRecord.kafkaOffset());
      goneBack = true;
      return;
    }
    counters.read();
    try {
      RowChange change = reader.read(sinkRecord);
      if (isBehindAGap(sinkRecord, change)) {
        return;
      }
      boolean isNew = change != null && !applied.has(change);
      if (!isNew || buffer.fits(change)) {
        seen = sinkRecord.kafkaOffset() + 1;
        if (isNew) {
          add(change, now);
        }
      } else {
        changeKey(change, now);
      }
    } catch (RuntimeException e) { // converters and types of columns have their own
      stop(TableStopped.reason(sinkRecord, topic, e), e);
    }
  }

  private void add(RowChange change, long now) {
    RowChange last = buffer.lastOpen();
    if (last != null && (change.transaction() < 0 || change.transaction() != last.transaction())) {
      buffer.complete();
    }
    if (applied.add(change)) {
      LOG.warn("{}: PostgreSQL's log has begun again at a smaller LSN", topic);
      buffer.startLog();
    }
    buffer.add(change);
    waiting.add(change.time());
    if (change.transaction() < 0) {
      buffer.complete();
    }
    lastAdded = now;
  }

  /** The rows of the old key have to be in the table before those of another key. */
  private void changeKey(RowChange change, long now) {
    LOG.info("the key of {} has changed at offset {}", topic, change.offset());
    keyChange = change.offset();
    flow.pause();
    buffer.complete();
    hurry(now);
  }

  /** Whether records are missing before the first one after a start. If so, the table waits. */
  private boolean isBehindAGap(SinkRecord sinkRecord, RowChange change) {
    if (start == null || !start.isDecidedBy(sinkRecord, change)) {
      return false;
    }
    String missing = start.missingBefore(sinkRecord, change).orElse("");
    if (!missing.isEmpty() && !options.acceptsGap(topic)) {
      phase = Phase.GAP;
      reason = TopicStart.gap(missing, topic);
      flow.pause();
      LOG.error("{}: {}", topic, reason);
      return true;
    }
    if (!missing.isEmpty()) {
      LOG.warn("{}: mirror.accept.gap: {}", topic, missing);
      applied.startTopic();
      if (start.isOfAnotherTopic(sinkRecord)) {
        start = null;
        rewinding = true;
        flow.rewind(0);
        return true;
      }
    }
    start = null;
    return false;
  }

  /** Goes on with whatever is due. To be called often. */
  public void advance(long now) {
    rewinding = false;
    work.poll().ifPresent(result -> handle(result, now));
    if (work.isBusy(now) || phase != Phase.RUNNING) {
      return;
    }
    if (goneBack) {
      load();
      return;
    }
    if (batch == null && maintenance.advance(now)) {
      work.start(() -> table.maintain(maintenance), "compact the mirror table of " + topic);
      return;
    }
    if (batch == null) {
      if (buffer.hasOpen()
          && !buffer.waitsForMove()
          && now - lastAdded >= options.idle().toNanos()) {
        buffer.complete();
      }
      if (buffer.hasComplete() && now - nextCommit >= 0) {
        take(now);
      } else if (keyChange >= 0 && !buffer.hasComplete()) {
        flow.rewind(keyChange);
        flow.resume();
        keyChange = -1;
      }
    }
    if (batch != null) {
      Batch current = batch;
      work.start(() -> table.commit(current), "commit to the mirror table of " + topic);
    }
  }

  private void take(long now) {
    batchBytes = buffer.bytes();
    Batch taken = buffer.take();
    batch = buffer.hasOpen() ? taken : taken.upTo(seen);
    batchBytes -= buffer.bytes();
    waiting.take(buffer.hasOpen() ? buffer.lastOpen().time() : -1);
    nextCommit = now + options.commitInterval().toNanos();
  }

  private void handle(Work.Result result, long now) {
    if (phase == Phase.STOPPED) {
      return; // it was under way when the table stopped
    }
    if (result.failure() != null) {
      failed(result.failure(), now);
    } else if (phase == Phase.LOADING) {
      loaded((Optional<?>) result.value());
    } else if (batch == null) {
      applied.commit(table.state()); // a compaction has had its turn
    } else if ((Boolean) result.value()) {
      applied.commit(table.state());
      counters.committed(batch, table.report());
      waiting.committed();
      batch = null;
      maintenance.resume(table.state());
      if (retrying) {
        retrying = false;
        flow.resume();
      }
    } else {
      counters.conflicted();
      work.backOff(now);
    }
  }

  private void loaded(Optional<?> found) {
    MirrorState state = (MirrorState) found.orElse(null);
    counters.replayed(applied.replays());
    start = TopicStart.of(state, options.acceptedStart(topic, state));
    applied = new Applied(state, start.accepted().isPresent());
    phase = Phase.RUNNING;
    reason = "";
    flow.rewind(start.offset());
    flow.resume();
  }

  private void failed(RuntimeException failure, long now) {
    if (failure instanceof FencedException fenced) {
      String why = fences.add(fenced, options.writer(), now);
      if (why.isEmpty()) {
        LOG.warn("{}: {}; reading the table again", topic, fenced.getMessage());
        load();
      } else {
        stop(why, fenced);
      }
    } else if (TableStopped.isFor(failure)) {
      stop(failure.getMessage(), failure);
    } else {
      counters.failed();
      work.backOff(now);
      if (batch != null) {
        // its rows must not take the memory of the others
        retrying = true;
        flow.pause();
      }
      LOG.warn("{}: {}; it is tried again", work.what(), failure.toString());
      LOG.debug("{}", work.what(), failure);
      if (phase == Phase.LOADING) {
        work.start(table::load, work.what());
      }
    }
  }

  private void stop(String why, Exception cause) {
    phase = Phase.STOPPED;
    reason = why;
    buffer.clear();
    waiting.clear();
    batch = null;
    flow.pause();
    LOG.error("{} is stopped, the other tables go on: {}", topic, why, cause);
  }

  /** No records come for a while: this silence does not end a transaction. */
  public void delayed(long now) {
    lastAdded = now;
  }

  /** Another task may have the partition now. Nothing else may be called behind this. */
  public void close() {
    if (table != null) {
      table.close();
    }
  }

  /** The topic turns out to be none that can be mirrored. */
  public void refuse(String why) {
    stop(why, null);
  }

  /** Has the next commit come as soon as it can. */
  public void hurry(long now) {
    nextCommit = now;
  }

  /**
   * Commits the open transaction as well, though its end has not been seen: it has more rows than
   * the memory takes.
   */
  public void split(long now) {
    buffer.split();
    nextCommit = now;
  }

  /** The offset up to which all records are in the table; empty if that is not known. */
  public OptionalLong committed() {
    // before the first record, the topic may be another one
    boolean known = phase == Phase.RUNNING && (start == null || start.anchor() == null);
    boolean all = batch == null && !buffer.hasComplete() && !buffer.hasOpen();
    long offset = all ? seen : applied.committed();
    return known && offset >= 0 ? OptionalLong.of(offset) : OptionalLong.empty();
  }

  /** About how many bytes of memory its rows take. */
  public long bytes() {
    return buffer.bytes() + (batch == null ? 0 : batchBytes);
  }

  /** Whether a commit could make {@link #bytes} less. */
  public boolean hasComplete() {
    return buffer.hasComplete() || batch != null;
  }

  /** How often something was tried in vain, and is tried again. */
  public long failures() {
    return counters.failures();
  }

  /** What keeps its files in order. */
  public TableMaintenance maintenance() {
    return maintenance;
  }

  /** How many changes were dropped, because the source has sent them again. */
  public long replays() {
    return counters.replays() + applied.replays();
  }

  public Phase phase() {
    return phase;
  }

  /** Why it is not running, or empty. */
  public String reason() {
    return reason;
  }

  /** The Iceberg table; the topic if it can have none. */
  public String name() {
    return table == null ? topic : table.name();
  }

  /** How far it is, for other threads. */
  public TableProgress progress() {
    long lsn = applied.tableLsn();
    long time = applied.tableTime();
    TableProgress.Now now =
        new TableProgress.Now(phase.name(), reason, bytes(), waiting.oldest(), lsn, time);
    return counters.progress(now, applied.replays(), fences.total());
  }
}
