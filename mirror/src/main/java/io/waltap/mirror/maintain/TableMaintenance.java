/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import io.waltap.mirror.commit.FencedException;
import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.commit.Replacement;
import io.waltap.mirror.commit.TableCommitter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The maintenance of one table: compaction, expiry of snapshots, orphans. What takes long is done
 * on a thread of its own, one thing at a time, while the stream commits. Only the commit of a
 * compaction has its turn between two commits of the stream.
 *
 * <p>It begins when this task has committed something, and pauses when the table is read again. So
 * a task that has lost its table without knowing it commits nothing, after the first time that it
 * is refused.
 *
 * <p>A failure is logged, and tried again after a pause. It never stops the table.
 *
 * <p>For the task's thread, except {@link #commit}, which is for the thread that has the table.
 */
public final class TableMaintenance {
  private static final Logger LOG = LoggerFactory.getLogger(TableMaintenance.class);

  /** So much memory is there for one compaction only, whatever the number of tasks. */
  private static final Semaphore ONE_COMPACTION = new Semaphore(1, true);

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final long SHORTEST = Duration.ofMinutes(1).toNanos();
  private static final long LONGEST = HOUR.toNanos();

  /** A compaction is committed within this time. Later its files could be taken for orphans. */
  private static final long VALID = Duration.ofHours(12).toNanos();

  /** So often a compaction is committed in vain; then its files are given up. */
  private static final int TRIES = 5;

  private final String topic;
  private final String writer;
  private final MaintenanceOptions options;
  private final Supplier<Optional<Table>> tables;
  private final ExecutorService threads;
  private final Due compaction;
  private final Due expiry;
  private final Due orphans = new Due(HOUR, DAY);

  private boolean active;
  private Future<Optional<Replacement>> running; // null if nothing is
  private String what = "";
  private long startedAt;
  private Replacement written; // waits for its commit; null if none does
  private int tries;
  private boolean refused; // the last try of a commit was in vain
  private long pause = SHORTEST;
  private long notBefore;
  private boolean waiting;
  private long compactions;
  private long failures;

  /**
   * @param topic whose changes the table has
   * @param writer the connector's name
   * @param tables loads the table; empty if there is none
   * @param threads of all tables of the task
   */
  public TableMaintenance(
      String topic,
      String writer,
      MaintenanceOptions options,
      Supplier<Optional<Table>> tables,
      ExecutorService threads) {
    this.topic = topic;
    this.writer = writer;
    this.options = options;
    this.tables = tables;
    this.threads = threads;
    this.compaction = new Due(options.compactionInterval(), options.compactionInterval());
    Duration age = options.expireAfter();
    Duration check = age.compareTo(HOUR) < 0 ? age : HOUR;
    this.expiry = new Due(check, check);
  }

  /**
   * This task has committed to the table.
   *
   * @param state what the table says now; null if there was nothing to commit, and no table yet
   */
  public void resume(MirrorState state) {
    active = state != null;
  }

  /** The table is read again, since another task may have it. What was written is given up. */
  public void pause() {
    active = false;
    written = null;
    running = null;
  }

  /**
   * Goes on with whatever is due. To be called often, but not while {@link #commit} runs.
   *
   * @return whether a compaction waits for its commit
   */
  public boolean advance(long now) {
    finish(now);
    if (waiting && now - notBefore >= 0) {
      waiting = false;
    }
    if (!active || waiting) {
      return false;
    }
    if (written == null && running == null) {
      start(now);
    }
    return written != null;
  }

  private void finish(long now) {
    if (refused) {
      refused = false;
      backOff(now);
    }
    if (running != null && running.isDone()) {
      collect(now);
    }
    if (written != null && now - startedAt > VALID) {
      LOG.warn("{}: it could not be committed for too long, and is given up", what);
      written = null;
    }
  }

  private void collect(long now) {
    Future<Optional<Replacement>> done = running;
    running = null;
    try {
      written = done.get().orElse(null);
      tries = 0;
      if (written == null) {
        pause = SHORTEST;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      failed(e.getCause());
      backOff(now);
    }
  }

  private void start(long now) {
    if (options.orphans() && orphans.is(now)) {
      orphans.again(now);
      start(now, "the removal of orphans", this::deleteOrphans);
    } else if (!options.expireAfter().isZero() && expiry.is(now)) {
      expiry.again(now);
      start(now, "the expiry of snapshots", this::expire);
    } else if (options.compaction() && compaction.is(now)) {
      compaction.again(now);
      start(now, "the compaction", this::compact);
    }
  }

  private void start(long now, String job, Callable<Optional<Replacement>> task) {
    what = job + " of the mirror table of " + topic;
    startedAt = now;
    running = threads.submit(task);
  }

  private Optional<Replacement> deleteOrphans() {
    tables.get().ifPresent(table -> Orphans.delete(table, writer, System.currentTimeMillis()));
    return Optional.empty();
  }

  private Optional<Replacement> expire() {
    tables
        .get()
        .ifPresent(
            table -> Expiry.expire(table, options.expireAfter(), System.currentTimeMillis()));
    return Optional.empty();
  }

  private Optional<Replacement> compact() throws InterruptedException {
    ONE_COMPACTION.acquire();
    try {
      Table table = tables.get().orElse(null);
      MirrorState state = table == null ? null : MirrorState.of(table).orElse(null);
      return state == null
          ? Optional.empty()
          : new Compactor(table, state.key(), writer, options).compact();
    } finally {
      ONE_COMPACTION.release();
    }
  }

  /**
   * Commits the compaction that waits for it. If that fails, it is tried again later.
   *
   * @throws FencedException if another task has the table
   * @throws NoSuchTableException if the table is gone
   */
  public void commit(TableCommitter committer) {
    tries++;
    MirrorState before = committer.state();
    try {
      if (committer.replace(written)) {
        written = null;
        done(!committer.state().equals(before));
        return;
      }
    } catch (FencedException | NoSuchTableException e) {
      written = null;
      throw e;
    } catch (RuntimeException e) {
      failed(e);
    }
    refused = true;
    if (tries >= TRIES) {
      LOG.warn("{}: given up after {} tries; its files stay as orphans", what, tries);
      written = null;
    }
  }

  /**
   * Files that have changed too much meanwhile are likely to do so again, and each time the new
   * files are left over.
   */
  private void done(boolean hasReplaced) {
    if (hasReplaced) {
      compactions++;
      pause = SHORTEST;
      compaction.atOnce(startedAt);
    } else {
      LOG.info("{}: nothing was replaced, because its files have changed meanwhile", what);
      refused = true;
    }
  }

  private void failed(Throwable failure) {
    failures++;
    LOG.warn("{} failed, and is tried again: {}", what, failure.toString());
    LOG.debug("{}", what, failure);
  }

  private void backOff(long now) {
    waiting = true;
    notBefore = now + pause;
    pause = Math.min(LONGEST, pause * 2);
  }

  /** How many compactions were committed. */
  public long compactions() {
    return compactions;
  }

  /** How often something was tried in vain. */
  public long failures() {
    return failures;
  }
}
