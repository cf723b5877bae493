/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.buffer;

import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.Row;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.schema.RowShape;
import java.util.HashMap;
import java.util.Map;

/**
 * Collects changes until they are committed. It has the changes of whole transactions, and apart
 * from these the changes of a transaction whose end has not been seen: a commit takes the first
 * only, so that no snapshot shows half a transaction. Used by one thread.
 */
public final class RowBuffer {
  private Part complete = new Part();
  private Part open = new Part();

  /**
   * The last change, if it is a delete, and not in a part yet. The next change may say that the row
   * has got another key, and may lack values that only the deleted row has. So the two are
   * committed together.
   */
  private RowChange held;

  /** The last delete, for a row that got another key: its new version follows at once. */
  private Deleted deleted;

  /** A deleted row, and its last version in the open transaction, or null. */
  private record Deleted(Key key, long lsn, Version before) {}

  /** Adds a change behind all others, to the open transaction. */
  public void add(RowChange change) {
    release();
    switch (change.kind()) {
      case UPSERT -> {
        open.put(change.key(), version(change));
        open.follow(change);
      }
      case DELETE -> held = change;
      case TRUNCATE -> {
        deleted = null;
        open.truncate();
        open.follow(change);
      }
    }
  }

  private void release() {
    if (held != null) {
      deleted = new Deleted(held.key(), held.lsn(), open.last(held.key()));
      open.put(held.key(), Version.DELETED);
      open.follow(held);
      held = null;
    }
  }

  /**
   * The log of PostgreSQL has begun again at a smaller LSN: what was applied before says nothing
   * any more about what is newer.
   */
  public void startLog() {
    complete();
    open.startLog();
  }

  /**
   * Whether a change has the same key columns as those that are collected. If not, these have to be
   * committed first.
   */
  public boolean fits(RowChange change) {
    RowShape shape = shape();
    return shape == null
        || change.shape() == null
        || shape == change.shape()
        || shape.keyNames().equals(change.shape().keyNames());
  }

  private RowShape shape() {
    if (held != null) {
      return held.shape();
    }
    return open.shape == null ? complete.shape : open.shape;
  }

  /** The open transaction has ended: its changes may be committed. */
  public void complete() {
    release();
    split();
  }

  /**
   * The changes of the open transaction may be committed, though its end has not been seen. A
   * delete at their end waits for the next change.
   */
  public void split() {
    if (open.last != null) {
      complete.append(open);
      open = new Part();
    }
  }

  /** Whether the last change is half of one: the other half says what the row is now. */
  public boolean waitsForMove() {
    return held != null && held.source() == RowChange.Source.MOVE;
  }

  /** Whether a transaction is open. */
  public boolean hasOpen() {
    return lastOpen() != null;
  }

  /** The last change of the open transaction, or null. */
  public RowChange lastOpen() {
    return held == null ? open.last : held;
  }

  /** Whether there is something to commit. */
  public boolean hasComplete() {
    return complete.last != null;
  }

  /** About how many bytes of memory the rows take. */
  public long bytes() {
    return complete.bytes + open.bytes;
  }

  /** Takes out what may be committed; to be called only if there is something. */
  public Batch take() {
    Part part = complete;
    complete = new Part();
    return new Batch(
        part.rows,
        part.truncated,
        part.shape,
        part.shapeLsn,
        part.lsn,
        part.time,
        part.position,
        part.newLog,
        part.last,
        part.last.offset() + 1,
        part.changes);
  }

  /** Forgets all, because it will be read again. */
  public void clear() {
    complete = new Part();
    open = new Part();
    held = null;
    deleted = null;
  }

  /** The version of a change, with what the open transaction knows of values that were not sent. */
  private Version version(RowChange change) {
    Row row = change.row();
    Key key = change.key();
    boolean moved = deleted != null && deleted.lsn == change.lsn() && !deleted.key.equals(key);
    if (!moved) {
      return Version.of(row, key).behind(open::last);
    }
    Deleted old = deleted;
    return Version.moved(row, key, old.key)
        .behind(each -> each.equals(old.key) ? old.before : open.last(each));
  }

  /** Changes of some transactions, or of a part of one. */
  private static final class Part {
    private final Map<Key, Version> rows = new HashMap<>();
    private boolean truncated;
    private RowShape shape;
    private long shapeLsn = -1;
    private long lsn = -1;
    private long time = -1;
    private String position;
    private boolean newLog;
    private RowChange last;
    private long changes;
    private long bytes;

    void startLog() {
      newLog = true;
      shape = null;
      shapeLsn = -1;
      lsn = -1;
      time = -1;
      position = null;
    }

    /** The last version of a key; null if it has not changed, so that the row before is it. */
    Version last(Key key) {
      Version version = rows.get(key);
      return version == null && truncated ? Version.DELETED : version;
    }

    void put(Key key, Version version) {
      Version before = rows.put(key, version);
      bytes += Size.of(key, version) - (before == null ? 0 : Size.of(key, before));
    }

    void truncate() {
      rows.clear();
      bytes = 0;
      truncated = true;
    }

    /**
     * An older schema comes after a newer one if the source sends changes again. A change of the
     * schema locks the table, so the LSNs of its rows tell which is newer.
     */
    void follow(RowChange change) {
      if (change.shape() != null && change.lsn() >= shapeLsn) {
        shape = change.shape();
        shapeLsn = change.lsn();
      }
      lsn = Math.max(lsn, change.lsn());
      time = Math.max(time, change.time());
      position = change.position() == null ? position : change.position();
      last = change;
      changes++;
    }

    void append(Part later) {
      if (later.truncated) {
        truncate();
      }
      // all of them first: what they refer to is the state before
      Map<Key, Version> versions = new HashMap<>();
      later.rows.forEach((key, version) -> versions.put(key, version.behind(this::last)));
      versions.forEach(this::put);
      if (later.newLog) {
        startLog();
      }
      if (later.shape != null && later.shapeLsn >= shapeLsn) {
        shape = later.shape;
        shapeLsn = later.shapeLsn;
      }
      lsn = Math.max(lsn, later.lsn);
      time = Math.max(time, later.time);
      position = later.position == null ? position : later.position;
      last = later.last;
      changes += later.changes;
    }
  }
}
