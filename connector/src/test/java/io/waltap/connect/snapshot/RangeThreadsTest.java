/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RangeThreadsTest {
  private final Set<String> read = ConcurrentHashMap.newKeySet();

  @Test
  void eachRangeIsReadOnce() throws Exception {
    read(
        (session, range) -> {
          assertThat(read.add(range)).isTrue();
          return null;
        });

    assertThat(read).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void aRangeThatIsPutOffIsReadAfterTheOthers() throws Exception {
    List<String> order = new ArrayList<>();

    RangeThreads.read(
        List.of("session"),
        List.of("a", "b"),
        "test-",
        (session, range) -> {
          order.add(range);
          return range.equals("a") ? "a again" : null;
        },
        () -> {});

    assertThat(order).containsExactly("a", "b", "a again");
  }

  // Guards against: a snapshot that counts as complete without a range whose thread ended by an
  // OutOfMemoryError.
  @Test
  void anErrorOfTheJvmIsTheFailureOfAll() {
    OutOfMemoryError full = new OutOfMemoryError("a row does not fit");

    assertThatThrownBy(
            () ->
                read(
                    (session, range) -> {
                      if (range.equals("b")) {
                        throw full;
                      }
                      return null;
                    }))
        .isSameAs(full);
  }

  @Test
  void anErrorOfTheServerIsTheFailureOfAll() {
    assertThatThrownBy(
            () ->
                read(
                    (session, range) -> {
                      throw new SQLException("lost", "08006");
                    }))
        .isInstanceOf(SQLException.class)
        .hasMessage("lost");
  }

  // Guards against: an interrupt of one thread that looks like the end of the task.
  @Test
  void anInterruptThatNobodyAskedForIsAFailure() {
    assertThatThrownBy(
            () ->
                read(
                    (session, range) -> {
                      throw new InterruptedException("by another");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("interrupted");
  }

  @Test
  void theInterruptOfTheReaderEndsAll() {
    AtomicBoolean stopped = new AtomicBoolean();
    CountDownLatch ended = new CountDownLatch(1);

    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () ->
                RangeThreads.read(
                    List.of("session"),
                    List.of("a"),
                    "test-",
                    (session, range) -> {
                      ended.await();
                      return null;
                    },
                    () -> stopped.set(true)))
        .isInstanceOf(InterruptedException.class);

    assertThat(stopped).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  // Guards against: a thread that opens another session when all sessions have been ended.
  @Test
  void theThreadsAreInterruptedBeforeTheirSessionsEnd() {
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicBoolean before = new AtomicBoolean();
    Thread caller = Thread.currentThread();

    assertThatThrownBy(
            () ->
                RangeThreads.read(
                    List.of("session"),
                    List.of("a"),
                    "test-",
                    (session, range) -> {
                      caller.interrupt();
                      try {
                        new CountDownLatch(1).await();
                        return null;
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                      }
                    },
                    () -> before.set(isReached(interrupted))))
        .isInstanceOf(InterruptedException.class);

    assertThat(before).isTrue();
  }

  private static boolean isReached(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void read(RangeThreads.Reader<String, String> reader)
      throws SQLException, InterruptedException {
    RangeThreads.read(
        List.of("first", "second"), List.of("a", "b", "c"), "test-", reader, () -> {});
  }
}
