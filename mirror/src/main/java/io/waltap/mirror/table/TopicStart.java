/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.commit.MirrorState;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Where a topic is read from after a start, and by what the first record is known. A sink task
 * learns no identity of a topic. So a mirror goes on at the last record that it has applied: that
 * very record has to come first.
 *
 * @param anchor the last record that was applied; null for a table that has none
 * @param next the offset that comes next, if the records behind the anchor were no changes
 * @param accepted the offset to read from if whatever comes there was accepted; then there is no
 *     anchor
 */
record TopicStart(MirrorState.Anchor anchor, long next, OptionalLong accepted) {
  /**
   * Where a topic goes on for a table.
   *
   * @param state of the table; null if there is none
   * @param accepted where it goes on in any case, or empty
   */
  static TopicStart of(MirrorState state, OptionalLong accepted) {
    return accepted.isPresent() || state == null
        ? new TopicStart(null, 0, accepted)
        : new TopicStart(state.anchor(), state.next(), accepted);
  }

  /** The offset to read from. */
  long offset() {
    return accepted.orElse(anchor == null ? 0 : anchor.offset());
  }

  /**
   * Whether a record can show where the topic goes on: of a new table, only one of a change, or the
   * very first one. The source may have sent markers before the first change.
   */
  boolean isDecidedBy(SinkRecord sinkRecord, RowChange change) {
    return anchor != null
        || change != null
        || accepted.isPresent()
        || sinkRecord.kafkaOffset() == 0;
  }

  /**
   * Whether a record that is not the expected one is of a topic that was created again, so that all
   * of it is new.
   */
  boolean isOfAnotherTopic(SinkRecord sinkRecord) {
    return anchor != null
        && sinkRecord.kafkaOffset() > 0
        && sinkRecord.kafkaOffset() <= anchor.offset();
  }

  /**
   * What is missing before the first record; empty if nothing is.
   *
   * @param change of the record, or null if it has none
   */
  Optional<String> missingBefore(SinkRecord sinkRecord, RowChange change) {
    if (accepted.isPresent()) {
      return Optional.empty();
    }
    return anchor == null ? missingInNew(sinkRecord, change) : missingBehind(sinkRecord, change);
  }

  /** What a gap means, and what to do. */
  static String gap(String missing, String topic) {
    return missing
        + " Changes are missing. Drop the table and have the source read it again, or go on without"
        + " them with mirror.accept.gap="
        + topic
        + ".";
  }

  /** A new table begins with rows that the source has read, or with the first change. */
  private static Optional<String> missingInNew(SinkRecord sinkRecord, RowChange change) {
    boolean begins =
        sinkRecord.kafkaOffset() == 0
            || change != null && change.source() == RowChange.Source.SNAPSHOT_BEGIN;
    return begins
        ? Optional.empty()
        : Optional.of(
            "There is no mirror table yet, and the topic begins at offset "
                + sinkRecord.kafkaOffset()
                + " only.");
  }

  private Optional<String> missingBehind(SinkRecord sinkRecord, RowChange change) {
    long offset = sinkRecord.kafkaOffset();
    boolean same =
        change != null
            && offset == anchor.offset()
            && change.timestamp() == anchor.timestamp()
            && change.lsn() == anchor.lsn();
    // what is behind the last change was no change; a marker of Kafka may stand behind that
    return same || offset > anchor.offset() && offset <= next + 1
        ? Optional.empty()
        : Optional.of(
            "The mirror has applied the topic up to offset "
                + anchor.offset()
                + " (LSN "
                + anchor.lsn()
                + "), and the topic goes on with another record at offset "
                + offset
                + ": it was deleted and created again, or its retention has removed records.");
  }
}
