/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.buffer.Batch;
import io.waltap.mirror.commit.CommitReport;
import io.waltap.mirror.commit.FencedException;
import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.commit.TableCommitter;
import io.waltap.mirror.locate.EqualityDeletesException;
import io.waltap.mirror.locate.Locators;
import io.waltap.mirror.maintain.TableMaintenance;
import io.waltap.mirror.schema.RowShape;
import io.waltap.mirror.write.DeletePolicy;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Iceberg table of a topic. It is created with the first batch. Used by one thread at a time,
 * which may wait for the catalog, and closed by any.
 */
final class OpenTable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenTable.class);

  private final MirrorCatalog catalog;
  private final TableIdentifier name;
  private final String topic;
  private final String writer;
  private final DeletePolicy deletes;
  private final Locators locators;
  private TableCommitter committer;
  private String uuid;
  private String said = ""; // about how its rows are deleted

  /**
   * @param writer the connector's name
   * @param deletes how rows are deleted
   * @param locators finds the rows of the table; closed with it
   */
  OpenTable(
      MirrorCatalog catalog,
      TableIdentifier name,
      String topic,
      String writer,
      DeletePolicy deletes,
      Locators locators) {
    this.catalog = catalog;
    this.name = name;
    this.topic = topic;
    this.writer = writer;
    this.deletes = deletes;
    this.locators = locators;
  }

  /**
   * Loads the table.
   *
   * @return its state; empty if there is no table yet
   * @throws TableStopped if it is not the mirror of this topic
   */
  Optional<MirrorState> load() {
    Optional<Table> found = catalog.load(name);
    return found.map(
        loaded -> {
          MirrorState state = requireMirror(loaded);
          use(loaded, state);
          return state;
        });
  }

  /** Commits a batch; returns false if it has to be tried again. */
  boolean commit(Batch batch) {
    if (committer == null) {
      if (batch.shape() == null) {
        return true; // a truncate before the first row
      }
      create(batch.shape());
    }
    try {
      boolean committed = committer.commit(batch);
      if (!committed) {
        requireSame();
      }
      return committed;
    } catch (NoSuchTableException e) {
      throw dropped();
    } catch (EqualityDeletesException e) {
      throw new TableStopped(name + ": " + e.getMessage(), e);
    } catch (IllegalStateException | FencedException e) {
      // Iceberg does not refresh a table that has become another one; what is left in memory of
      // one that is gone looks like the work of another task
      requireSame();
      throw e;
    }
  }

  /**
   * Commits a compaction. Whether it succeeds is the maintenance's business: returns true.
   *
   * @throws FencedException if another task has the table
   * @throws TableStopped if it was dropped or replaced
   */
  boolean maintain(TableMaintenance maintenance) {
    try {
      maintenance.commit(committer);
    } catch (NoSuchTableException e) {
      throw dropped();
    } catch (FencedException e) {
      requireSame();
      throw e;
    }
    return true;
  }

  /** Not every catalog says that a table is gone when it is refreshed. */
  private void requireSame() {
    Table found = catalog.load(name).orElseThrow(this::dropped);
    if (!found.uuid().toString().equals(uuid)) {
      throw new TableStopped(
          name + " was replaced by another table. Drop that one, and restart the connector.");
    }
  }

  private TableStopped dropped() {
    return new TableStopped(
        name
            + " was dropped. To have it again, have the source read the table again, and restart this"
            + " task.");
  }

  /** If another task has been faster, the fence refuses the first commit of this one. */
  private void create(RowShape shape) {
    MirrorState created = MirrorState.created(writer, topic, shape.keyNames());
    Table found = catalog.create(name, shape, created, deletes.formatVersion());
    requireMirror(found);
    use(found, created);
  }

  /** What the table says; null if there is none. */
  MirrorState state() {
    return committer == null ? null : committer.state();
  }

  /** What the last commit did. */
  CommitReport report() {
    return committer == null ? CommitReport.NONE : committer.report();
  }

  String name() {
    return name.toString();
  }

  /** Gives back what others may want. A commit that is under way may fail, and does no harm. */
  void close() {
    locators.close();
  }

  private void use(Table loaded, MirrorState state) {
    uuid = loaded.uuid().toString();
    committer = new TableCommitter(loaded, state, writer, deletes, locators);
    String deviation = deletes.deviation(TableUtil.formatVersion(loaded)).orElse("");
    if (!deviation.isEmpty() && !deviation.equals(said)) {
      LOG.warn("{}: {}", name, deviation);
    }
    said = deviation;
  }

  /** The state of a table that is the mirror of this topic. */
  private MirrorState requireMirror(Table loaded) {
    MirrorState state =
        MirrorState.of(loaded)
            .orElseThrow(
                () ->
                    new TableStopped(
                        name
                            + " exists and is no mirror. Drop or rename it, or set mirror.renames or"
                            + " mirror.namespace."));
    if (!state.topic().equals(topic)) {
      throw new TableStopped(
          name
              + " is the mirror of the topic "
              + state.topic()
              + ", not of "
              + topic
              + ". Set mirror.renames.");
    }
    requireNotRolledBack(loaded, state);
    return state;
  }

  private void requireNotRolledBack(Table loaded, MirrorState state) {
    loaded
        .snapshots()
        .forEach(
            snapshot -> {
              boolean ours = state.isOf(snapshot);
              if (ours && !SnapshotUtil.isAncestorOf(loaded, snapshot.snapshotId())) {
                throw new TableStopped(
                    name
                        + " was rolled back to a snapshot before the last commit of the mirror. Drop it"
                        + " and have the source read it again.");
              }
            });
  }
}
