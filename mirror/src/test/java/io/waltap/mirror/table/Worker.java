/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.change.TableRoutes;
import io.waltap.mirror.Deleting;
import io.waltap.mirror.Events;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.SameThread;
import io.waltap.mirror.locate.LocateOptions;
import io.waltap.mirror.maintain.MaintenanceOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/** One task with one table, that reads a topic which is a list. Its time is a number. */
final class Worker implements Flow {
  static final TableIdentifier NAME = TableIdentifier.of("lake", "things");
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Things things;
  private final TableMirror mirror;
  private long position;
  private long now;
  private long rewindTo = -1;
  private boolean paused;

  /** A task that starts without an offset of its group, so at the beginning of the topic. */
  Worker(Catalog catalog, Things things, String writer, Set<String> acceptedGaps) {
    this(catalog, things, writer, acceptedGaps, true);
  }

  /** A task that has a partition of the topic, or all of it. */
  Worker(
      Catalog catalog,
      Things things,
      String writer,
      Set<String> acceptedGaps,
      boolean onePartition) {
    this(
        catalog,
        things,
        new MirrorOptions(
            writer,
            INTERVAL,
            IDLE,
            acceptedGaps,
            Deleting.BY_VECTORS.policy(),
            Indexes.both(),
            MaintenanceOptions.NONE),
        onePartition,
        new SameThread());
  }

  /** A task whose tables delete rows in some way. */
  Worker(Catalog catalog, Things things, Deleting deleting) {
    this(catalog, things, deleting, Indexes.both());
  }

  /**
   * A task whose tables delete rows in some way, and that may have the index of another one, if
   * that was closed.
   */
  Worker(Catalog catalog, Things things, Deleting deleting, LocateOptions locate) {
    this(catalog, things, deleting, locate, MaintenanceOptions.NONE, new SameThread());
  }

  /** A task that maintains its table, with threads that a test may hold up. */
  Worker(Catalog catalog, Things things, MaintenanceOptions maintenance, ExecutorService upkeep) {
    this(catalog, things, Deleting.BY_VECTORS, Indexes.both(), maintenance, upkeep);
  }

  /** A task whose tables delete and find rows in some way, and are maintained. */
  Worker(
      Catalog catalog,
      Things things,
      Deleting deleting,
      LocateOptions locate,
      MaintenanceOptions maintenance,
      ExecutorService upkeep) {
    this(
        catalog,
        things,
        new MirrorOptions(
            "mirror", INTERVAL, IDLE, Set.of(), deleting.policy(), locate, maintenance),
        true,
        upkeep);
  }

  private Worker(
      Catalog catalog,
      Things things,
      MirrorOptions options,
      boolean onePartition,
      ExecutorService upkeep) {
    this.things = things;
    MirrorCatalog tables =
        new MirrorCatalog(catalog, Map.of(), (name, schema) -> PartitionSpec.unpartitioned());
    mirror =
        new TableMirrors(
                tables,
                new TableRoutes("lake", "", false, "", Map.of()),
                Events.TYPES,
                "__debezium_unavailable_value",
                new SameThread(),
                upkeep,
                options)
            .open(Things.TOPIC, onePartition, this);
    step();
  }

  Worker(Catalog catalog, Things things) {
    this(catalog, things, "mirror", Set.of());
  }

  /** A task that may have the index of another one, if that was closed. */
  Worker(Catalog catalog, Things things, LocateOptions locate) {
    this(catalog, things, Deleting.BY_VECTORS, locate);
  }

  TableMirror mirror() {
    return mirror;
  }

  /** Takes up to so many records. */
  void take(int records) {
    long end = Math.min(things.end(), position + Math.min(records, things.end()));
    boolean fetched = !paused;
    for (long offset = position; fetched && offset < end; offset++) {
      position = offset + 1;
      mirror.add(things.get(offset), now);
    }
    step();
  }

  /** Has the next commit come now. Time does not pass: silence would end a transaction. */
  void commit() {
    mirror.hurry(now);
    // one step commits, and the next one sees that it is done
    step();
    step();
    step();
  }

  /** Reads and commits all. */
  void drain() {
    for (int i = 0; i < 100 && position < things.end(); i++) {
      take(Integer.MAX_VALUE);
      commit();
    }
    now += IDLE.toNanos();
    commit();
  }

  /** Whether all records were taken. */
  boolean isAtEnd() {
    return position >= things.end();
  }

  /** Has time pass. */
  void later(Duration time) {
    now += time.toNanos();
    // what has to be tried again is tried, and is seen to be done
    step();
    step();
    step();
  }

  /** The end of a call: what the task has asked for counts for the next one. */
  private void step() {
    now++;
    mirror.advance(now);
    if (rewindTo >= 0) {
      // what is beyond the end of the topic is out of range: auto.offset.reset is earliest
      position = rewindTo > things.end() ? 0 : rewindTo;
      rewindTo = -1;
    }
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
  }

  @Override
  public void rewind(long offset) {
    rewindTo = offset;
  }
}
