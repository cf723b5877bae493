/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.change.RowChange.Source;
import org.junit.jupiter.api.Test;

/** What is sent again, and what is new although its LSN is smaller. */
class RowChangeTest {
  private static final String APPLIED = position(100, 90);
  private static final long APPLIED_TIME = 5000;

  @Test
  void whatWasAppliedIsSentAgain() {
    assertThat(streamed(position(100, 90), 5000).isAgain(APPLIED, APPLIED_TIME)).isTrue();
    assertThat(streamed(position(99, 95), 4000).isAgain(APPLIED, APPLIED_TIME)).isTrue();
    assertThat(streamed(position(100, 91), 5000).isAgain(APPLIED, APPLIED_TIME)).isFalse();
    assertThat(streamed(position(101, 80), 5000).isAgain(APPLIED, APPLIED_TIME)).isFalse();
  }

  @Test
  void withoutPositionsNothingIsKnownToBeSentAgain() {
    assertThat(streamed(null, 4000).isAgain(APPLIED, APPLIED_TIME)).isFalse();
    assertThat(streamed(position(1, 1), 4000).isAgain(null, APPLIED_TIME)).isFalse();
  }

  // Guards against: all changes of a restored server that are dropped, until its LSNs are as large
  // as those of the old one.
  @Test
  void aLaterCommitAtASmallerPositionIsOfANewLog() {
    RowChange change = streamed(position(7, 6), 6000);

    assertThat(change.isAgain(APPLIED, APPLIED_TIME)).isFalse();
    assertThat(change.isOfNewLog(APPLIED, 90)).isTrue();
    assertThat(streamed(position(101, 95), 6000).isOfNewLog(APPLIED, 90)).isFalse();
  }

  @Test
  void aSnapshotAtASmallerLsnIsOfANewLog() {
    assertThat(row(Source.SNAPSHOT_BEGIN, 50).isOfNewLog(APPLIED, 90)).isTrue();
    assertThat(row(Source.SNAPSHOT, 50).isOfNewLog(null, 90)).isTrue();
    assertThat(row(Source.SNAPSHOT, 150).isOfNewLog(APPLIED, 90)).isFalse();
    assertThat(row(Source.SNAPSHOT, 50).isOfNewLog(null, -1)).isFalse();
  }

  // Guards against: replays that are applied, since the rows of an incremental snapshot have the
  // LSN at which the slot would start again.
  @Test
  void rowsOfAnIncrementalSnapshotSayNothingOfTheLog() {
    assertThat(row(Source.INCREMENTAL, 50).isOfNewLog(APPLIED, 90)).isFalse();
  }

  private static String position(long commitLsn, long lsn) {
    return "p1-%016x-%016x-00000000-0".formatted(commitLsn, lsn);
  }

  private static RowChange streamed(String position, long time) {
    return new RowChange(
        RowChange.Kind.UPSERT, null, null, null, position, 1, 90, time, 0, 0, Source.STREAM);
  }

  private static RowChange row(Source source, long lsn) {
    return new RowChange(
        RowChange.Kind.UPSERT, null, null, null, null, -1, lsn, 5000, 0, 0, source);
  }
}
