/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

import io.waltap.mirror.buffer.Batch;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.locate.KeyColumns;
import io.waltap.mirror.locate.Locators;
import io.waltap.mirror.locate.NewFile;
import io.waltap.mirror.schema.NewKeyColumnException;
import io.waltap.mirror.schema.SchemaFollower;
import io.waltap.mirror.write.Changes;
import io.waltap.mirror.write.DataFiles;
import io.waltap.mirror.write.DeletePolicy;
import io.waltap.mirror.write.Deletes;
import io.waltap.mirror.write.Deletion;
import io.waltap.mirror.write.FileNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.OutputFileFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits batches to one table: rows, deletes, a change of the schema, and the state, all in one
 * step of the catalog. It also replaces files, with a state in the same way. Used by one thread at
 * a time.
 *
 * <p>A commit that fails leaves files that nothing names; no file of a commit whose outcome is not
 * known is deleted.
 */
public final class TableCommitter {
  private static final Logger LOG = LoggerFactory.getLogger(TableCommitter.class);

  private final Table table;
  private final String writer;
  private final DeletePolicy policy;
  private final Locators locators;
  private MirrorState state;

  /** A commit that was tried, and may have succeeded; null if there is none. */
  private Attempt tried;

  private CommitReport prepared = CommitReport.NONE; // of the commit that was tried
  private long begun; // System.nanoTime()
  private CommitReport report = CommitReport.NONE;
  private long conflicts;

  /**
   * A commit whose outcome is not known.
   *
   * @param state that it has
   * @param ofBatch whether it is of a batch, and not of a replacement of files
   */
  private record Attempt(MirrorState state, boolean ofBatch) {}

  /**
   * @param state of the table, on which the first commit builds
   * @param writer the connector's name
   * @param policy says how rows are deleted
   * @param locators finds the rows of the table; the caller closes it
   */
  public TableCommitter(
      Table table, MirrorState state, String writer, DeletePolicy policy, Locators locators) {
    this.table = table;
    this.state = state;
    this.writer = writer;
    this.policy = policy;
    this.locators = locators;
  }

  /** What the table says now. */
  public MirrorState state() {
    return state;
  }

  /** How often another has changed the table while a commit was written. */
  public long conflicts() {
    return conflicts;
  }

  /** What the last commit did. */
  public CommitReport report() {
    return report;
  }

  /**
   * Tries once to commit a batch. It may be called again with the same batch after any exception
   * but {@link FencedException}.
   *
   * @return false if another has changed the table meanwhile, so that it has to be tried again
   * @throws FencedException if another task has the table
   */
  public boolean commit(Batch batch) {
    long now = System.nanoTime();
    table.refresh();
    if (hasSucceeded(true)) {
      return true;
    }
    begun = now;
    MirrorState after = after(batch);
    Fence fence = new Fence(state.commit(), this::stored);
    List<NewFile> known = new ArrayList<>();
    boolean committed = attempt(after, true, fence, () -> prepare(batch, after, fence, known));
    if (committed) {
      locators.committed(known);
    }
    return committed;
  }

  /**
   * Tries once to replace data files by others with the same rows. The topic is applied as far as
   * before; the commit has a name of its own, so that a commit of another task on the same base is
   * noticed. It may be called again like {@link #commit(Batch)}.
   *
   * @return false if another has changed the table meanwhile, or the outcome of a batch has to be
   *     found out first, so that it has to be tried again
   * @throws FencedException if another task has the table
   */
  public boolean replace(Replacement replacement) {
    if (tried != null && tried.ofBatch()) {
      return false;
    }
    table.refresh();
    if (hasSucceeded(false)) {
      return true;
    }
    MirrorState after = state.committed(UUID.randomUUID().toString(), writer);
    // it reads the table again: what was worked out before could lack what another has deleted
    Transaction transaction = table.newTransaction();
    Optional<Deletes> deletes = policy.byDeleteFiles(table, format -> deleteNames(after, format));
    ReplacedFiles files = replacement.at(table, deletes);
    if (files.isEmpty()) {
      return true;
    }
    Fence fence = new Fence(state.commit(), this::stored);
    return attempt(after, false, fence, () -> prepare(transaction, files, after, fence));
  }

  private boolean attempt(
      MirrorState after, boolean ofBatch, Fence fence, Supplier<Transaction> preparation) {
    Attempt attempt = new Attempt(after, ofBatch);
    try {
      Transaction transaction = preparation.get();
      tried = attempt;
      transaction.commitTransaction();
    } catch (ValidationException | CommitFailedException e) {
      tried = null;
      if (fence.refused()) {
        throw new FencedException(table.name(), fence.writer(), e);
      }
      conflicts++;
      LOG.info("{} was changed by another during a commit: {}", table.name(), e.getMessage());
      return false;
    }
    succeeded(attempt);
    return true;
  }

  /** Finds out whether the commit that was tried last has succeeded, and was of this kind. */
  private boolean hasSucceeded(boolean ofBatch) {
    if (tried == null || !isInTable(tried.state())) {
      return false;
    }
    boolean isIt = tried.ofBatch() == ofBatch;
    succeeded(tried);
    return isIt;
  }

  private void succeeded(Attempt commit) {
    state = commit.state();
    tried = null;
    if (!commit.ofBatch()) {
      return;
    }
    report = prepared.took(System.nanoTime() - begun);
    if (report.unfilled() > 0) {
      LOG.warn(
          "{}: {} rows were left out. They lack values that PostgreSQL has not sent, and the table"
              + " does not have them. If no change is missing, the source has sent old changes of"
              + " rows that are gone",
          table.name(),
          report.unfilled());
    }
  }

  private MirrorState after(Batch batch) {
    RowChange last = batch.last();
    List<String> key = isNewest(batch) ? batch.shape().keyNames() : state.key();
    return new MirrorState(
        UUID.randomUUID().toString(),
        writer,
        state.topic(),
        batch.next(),
        new MirrorState.Anchor(last.offset(), last.timestamp(), last.lsn()),
        Math.max(appliedLsn(batch), batch.lsn()),
        Math.max(batch.newLog() ? -1 : state.time(), batch.time()),
        batch.position() == null && !batch.newLog() ? state.position() : batch.position(),
        key);
  }

  /** The largest LSN that says which schema is newer. */
  private long appliedLsn(Batch batch) {
    return batch.newLog() ? -1 : state.lsn();
  }

  /**
   * Writes the files of a batch.
   *
   * @param known gets those whose rows are known without reading them
   */
  private Transaction prepare(Batch batch, MirrorState next, Fence fence, List<NewFile> known) {
    Transaction transaction = table.newTransaction();
    if (isNewest(batch) && SchemaFollower.differs(table.schema(), batch.shape())) {
      UpdateSchema update = transaction.updateSchema();
      SchemaFollower.follow(update, table.schema(), batch.shape());
      update.commit();
    }
    Table changed = transaction.table();
    Schema schema = changed.schema();
    KeyColumns key = new KeyColumns(schema, located(batch));
    Changes changes = Changes.of(table, schema, batch, locators.of(table, key));
    DataFiles files = new DataFiles(changed, schema, names(next));
    List<DataFiles.Written> written;
    long rowsDeleted = 0;
    long deleteFiles = 0;
    if (batch.truncated()) {
      written = files.writeRows(changes.added(), List.of());
      overwrite(transaction, data(written), next, fence);
    } else {
      Deletion deletion =
          policy
              .deletes(table, changed, format -> deleteNames(next, format))
              .delete(changes.deleted());
      written = files.writeRows(changes.added(), deletion.kept());
      rowDelta(transaction, data(written), deletion, next, fence);
      rowsDeleted = deletion.rows();
      deleteFiles = deletion.added().size();
    }
    transaction.updateProperties().set(MirrorState.PROPERTY, next.json()).commit();
    prepared =
        new CommitReport(
            0,
            changes.added().size(),
            rowsDeleted,
            written.size(),
            deleteFiles,
            changes.keys(),
            changes.unfilled());
    for (DataFiles.Written file : written) {
      file.rows().ifPresent(rows -> known.add(new NewFile(file.data(), () -> key.keys(rows))));
    }
    return transaction;
  }

  private static List<DataFile> data(List<DataFiles.Written> written) {
    return written.stream().map(DataFiles.Written::data).toList();
  }

  private Transaction prepare(
      Transaction transaction, ReplacedFiles files, MirrorState next, Fence fence) {
    long base = table.currentSnapshot().snapshotId();
    if (files.complete()) {
      describe(files.in(transaction.newRewrite(), base), next, fence).commit();
    } else {
      describe(files.in(transaction.newRowDelta(), base), next, fence).commit();
    }
    transaction.updateProperties().set(MirrorState.PROPERTY, next.json()).commit();
    return transaction;
  }

  /** The columns that the keys of a batch have. */
  private List<String> located(Batch batch) {
    List<String> names = batch.shape() == null ? state.key() : batch.shape().keyNames();
    for (String name : names) {
      if (table.currentSnapshot() != null && table.schema().findField(name) == null) {
        throw new NewKeyColumnException(name);
      }
    }
    return names;
  }

  /** Whether the rows have the newest schema, and not one that the source has sent again. */
  private boolean isNewest(Batch batch) {
    return batch.shape() != null && batch.shapeLsn() >= appliedLsn(batch);
  }

  private void rowDelta(
      Transaction transaction,
      List<DataFile> added,
      Deletion deletion,
      MirrorState next,
      Fence fence) {
    RowDelta delta = transaction.newRowDelta();
    added.forEach(delta::addRows);
    deletion.added().forEach(delta::addDeletes);
    deletion.replaced().forEach(delta::removeDeletes);
    deletion.removed().forEach(delta::removeRows);
    Snapshot base = table.currentSnapshot();
    if (base != null) {
      delta.validateFromSnapshot(base.snapshotId());
    }
    delta
        .conflictDetectionFilter(Expressions.alwaysTrue())
        .validateDataFilesExist(deletion.dataFiles())
        .validateDeletedFiles()
        .validateNoConflictingDataFiles()
        .validateNoConflictingDeleteFiles();
    describe(delta, next, fence).commit();
  }

  private void overwrite(
      Transaction transaction, List<DataFile> added, MirrorState next, Fence fence) {
    OverwriteFiles overwrite =
        transaction.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue());
    added.forEach(overwrite::addFile);
    Snapshot base = table.currentSnapshot();
    if (base != null) {
      overwrite.validateFromSnapshot(base.snapshotId());
    }
    overwrite
        .conflictDetectionFilter(Expressions.alwaysTrue())
        .validateNoConflictingData()
        .validateNoConflictingDeletes();
    describe(overwrite, next, fence).commit();
  }

  private static <T extends SnapshotUpdate<T>> T describe(T update, MirrorState next, Fence fence) {
    next.entries().forEach((name, value) -> update.set(MirrorState.PREFIX + name, value));
    return update.validateWith(fence);
  }

  private OutputFileFactory names(MirrorState next) {
    return FileNames.ofData(table, writer, next.commit());
  }

  private OutputFileFactory deleteNames(MirrorState next, FileFormat format) {
    return FileNames.ofDeletes(table, writer, next.commit(), format);
  }

  private MirrorState stored() {
    table.refresh();
    return MirrorState.of(table)
        .orElseThrow(() -> new ValidationException("%s is no mirror table", table.name()));
  }

  private boolean isInTable(MirrorState commit) {
    return MirrorState.snapshot(table, commit.commit()).isPresent()
        || MirrorState.of(table).map(MirrorState::commit).orElse("").equals(commit.commit());
  }
}
