/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

import java.util.function.Supplier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;

/**
 * Refuses a commit on top of a commit that this task does not know: another task has the table, or
 * has had it meanwhile. Commits of others that are no mirrors are none of its business.
 */
final class Fence implements SnapshotAncestryValidator {
  private final String expected;
  private final Supplier<MirrorState> stored;
  private boolean refused;
  private String writer = "";

  /**
   * @param expected the commit on which this task builds; empty if there is none
   * @param stored reads the state from the table's property again
   */
  Fence(String expected, Supplier<MirrorState> stored) {
    this.expected = expected;
    this.stored = stored;
  }

  @Override
  public boolean validate(Iterable<Snapshot> ancestry) {
    for (Snapshot snapshot : ancestry) {
      String commit = snapshot.summary().get(MirrorState.COMMIT);
      if (commit != null) {
        writer = snapshot.summary().getOrDefault(MirrorState.WRITER, "");
        return remember(commit.equals(expected));
      }
    }
    // its snapshots have expired, or there is none yet
    MirrorState state = stored.get();
    writer = state.writer();
    return remember(state.commit().equals(expected));
  }

  private boolean remember(boolean valid) {
    refused = !valid;
    return valid;
  }

  /** Whether it was this that refused the commit. */
  boolean refused() {
    return refused;
  }

  /** The connector whose commit was found. */
  String writer() {
    return writer;
  }

  @Override
  public String errorMessage() {
    return "another task has committed to this mirror table";
  }
}
