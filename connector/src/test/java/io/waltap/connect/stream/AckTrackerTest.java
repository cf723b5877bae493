/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.position.LanePosition;
import io.waltap.connect.record.Delivery;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.TestTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class AckTrackerTest {
  private static final HeartbeatRecords RECORDS = new TestTable().heartbeats;

  /** The record of a table. */
  private static final SourceRecord ROW = RECORDS.table("public.visits", Map.of());

  /** The record that carries the lane's position. */
  private static final SourceRecord CARRIER = RECORDS.lane(new LanePosition(10, "sys", 1));

  private final AckTracker tracker = new AckTracker();

  @Test
  void releasesAPositionWhenAllRecordsUpToItAreAcknowledged() {
    Delivery first = tracker.track(2);
    tracker.endSegment(10, true);
    Delivery second = tracker.track(1);
    tracker.endSegment(20, true);

    second.acknowledged(ROW, true);
    first.acknowledged(ROW, true);
    assertThat(tracker.released()).isZero();
    first.acknowledged(ROW, true);
    assertThat(tracker.released()).isEqualTo(20);
  }

  // Guards against: a slot that is never confirmed again after a link broke while the queue was
  // full.
  @Test
  void recordsThatWereNotHandedOverAfterAllAreNotWaitedFor() {
    Delivery first = tracker.track(2);
    tracker.untrack(tracker.track(3), 3);
    first.acknowledged(ROW, true);
    first.acknowledged(ROW, true);
    tracker.endSegment(10, true);
    assertThat(tracker.released()).isEqualTo(10);
  }

  // Guards against: a slot that is confirmed for rows which are only in a broker that may be lost.
  @Test
  void onRequestNothingIsConfirmedBeyondWhatWasAllowed() {
    AckTracker onRequest = new AckTracker(true);
    onRequest.track(1).acknowledged(CARRIER, true);
    onRequest.endSegment(20, true);
    store(onRequest);
    assertThat(onRequest.confirmable()).isZero();

    onRequest.allow(15);
    assertThat(onRequest.confirmable()).isEqualTo(15);
    onRequest.allow(12);
    assertThat(onRequest.confirmable()).as("an earlier one changes nothing").isEqualTo(15);
    onRequest.allow(30);
    assertThat(onRequest.confirmable()).as("no more than is stored").isEqualTo(20);

    onRequest.goBack(10);
    store(onRequest);
    assertThat(onRequest.confirmable()).as("the log has gone back").isEqualTo(10);
    assertThat(onRequest.allowed()).isEqualTo(10);
  }

  @Test
  void withoutThePropertyWhatIsAllowedHasNoEffect() {
    tracker.allow(5);
    tracker.track(1).acknowledged(CARRIER, true);
    tracker.endSegment(20, true);
    store(tracker);
    assertThat(tracker.confirmable()).isEqualTo(20);
    assertThat(tracker.onRequest()).isFalse();
  }

  private static void store(AckTracker tracker) {
    tracker.polled();
    tracker.polled();
    tracker.committed();
    tracker.committed();
  }

  @Test
  void acknowledgementsMayComeBeforeTheSegmentEnds() {
    tracker.track(1).acknowledged(ROW, true);
    assertThat(tracker.released()).isZero();

    tracker.endSegment(10, true);
    assertThat(tracker.released()).isEqualTo(10);
  }

  @Test
  void anIdleStretchIsReleasedAtOnceUnlessSomethingIsOutstanding() {
    tracker.endSegment(10, false);
    assertThat(tracker.released()).isEqualTo(10);

    Delivery outstanding = tracker.track(1);
    tracker.endSegment(20, false);
    tracker.endSegment(30, false);
    assertThat(tracker.released()).isEqualTo(10);
    outstanding.acknowledged(ROW, true);
    assertThat(tracker.released()).isEqualTo(30);
  }

  @Test
  void aPositionWhoseRecordWasDroppedOnTheWayIsNotReleasedByItself() {
    tracker.track(1).acknowledged(CARRIER, false);
    tracker.endSegment(10, true);
    assertThat(tracker.released()).isZero();

    tracker.track(1).acknowledged(ROW, true);
    tracker.endSegment(20, true);
    assertThat(tracker.released()).isEqualTo(20);
  }

  // Guards against: a slot that is never confirmed again, because a transformation drops some
  // record in every segment.
  @Test
  void aRowThatWasDroppedOnTheWayDoesNotHoldThePosition() {
    Delivery segment = tracker.track(2);
    segment.acknowledged(ROW, false);
    segment.acknowledged(CARRIER, true);
    tracker.endSegment(10, true);

    assertThat(tracker.released()).isEqualTo(10);
    assertThat(tracker.carriersDropped()).isZero();
  }

  @Test
  void droppedHeartbeatsAreCounted() {
    tracker.track(1).acknowledged(CARRIER, false);
    tracker.track(1).acknowledged(CARRIER, false);

    assertThat(tracker.carriersDropped()).isEqualTo(2);
  }

  // Guards against: a slot that stays where it is forever after one acknowledgment too many.
  @Test
  void anAcknowledgmentTooManyDoesNotHoldThePosition() {
    Delivery segment = tracker.track(1);
    segment.acknowledged(ROW, true);
    segment.acknowledged(ROW, true);
    tracker.endSegment(10, true);

    assertThat(tracker.released()).isEqualTo(10);
  }

  @Test
  void whatKafkaAcknowledgedIsConfirmedOnlyOnceConnectMustHaveStoredIt() {
    tracker.polled();
    tracker.track(1).acknowledged(ROW, true);
    tracker.endSegment(10, true);

    tracker.committed();
    tracker.committed();
    assertThat(tracker.confirmable()).as("Connect's loop has not come by").isZero();
    tracker.polled();
    tracker.committed();
    tracker.committed();
    assertThat(tracker.confirmable()).as("seen at the poll, maybe after the loop checked").isZero();
    tracker.polled();
    tracker.committed();
    assertThat(tracker.confirmable()).as("this flush may have begun before").isZero();
    tracker.committed();
    assertThat(tracker.confirmable()).isEqualTo(10);
  }

  // Guards against: a slot that is confirmed beyond the log of a server that was restored.
  @Test
  void afterGoingBackLaterPositionsDoNotCount() {
    tracker.endSegment(10, false);
    Delivery outstanding = tracker.track(1);
    tracker.endSegment(20, true);
    for (int i = 0; i < 2; i++) {
      tracker.polled();
      tracker.polled();
      tracker.committed();
    }
    assertThat(tracker.confirmable()).isEqualTo(10);

    tracker.goBack(5);
    assertThat(tracker.confirmable()).isEqualTo(5);
    assertThat(tracker.released()).isEqualTo(5);
    tracker.endSegment(7, false);
    assertThat(tracker.released()).as("a record is outstanding").isEqualTo(5);
    outstanding.acknowledged(ROW, true);
    assertThat(tracker.released()).isEqualTo(7);
  }

  @Property
  void neverReleasesBeyondTheFirstUnacknowledgedRecord(@ForAll long seed) {
    Random random = new Random(seed);
    AckTracker any = new AckTracker();
    List<Pending> pending = new ArrayList<>();
    long lsn = 0;
    long segmentStart = 0;
    for (int step = 0; step < 200; step++) {
      switch (random.nextInt(3)) {
        case 0 -> pending.add(new Pending(any.track(1), segmentStart));
        case 1 -> {
          lsn += 1 + random.nextInt(5);
          any.endSegment(lsn, random.nextBoolean());
          segmentStart = lsn;
        }
        default -> {
          if (!pending.isEmpty()) {
            pending.remove(random.nextInt(pending.size())).delivery().acknowledged(ROW, true);
          }
        }
      }
      long bound = pending.stream().mapToLong(Pending::after).min().orElse(segmentStart);
      assertThat(any.released()).isEqualTo(bound);
    }
  }

  /** A record that is not acknowledged; nothing beyond {@code after} may be released. */
  private record Pending(Delivery delivery, long after) {}
}
