/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.record.TestTable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private final SQLException lost = new SQLException("connection lost", "08006");
  private final SQLException noSlot = new SQLException("no such slot", "42704");

  private final List<String> waits = new ArrayList<>();

  @Test
  void whatMayPassIsTriedAgainUpToTheLimit() throws Exception {
    Retries retries = retries(2);

    assertThat(retries.again("slot", lost)).isTrue();
    assertThat(retries.again("slot", lost)).isTrue();
    assertThat(retries.again("slot", lost)).isFalse();
  }

  @Test
  void aLimitOfZeroAllowsNone() throws Exception {
    assertThat(retries(0).again("slot", lost)).isFalse();
  }

  @Test
  void withoutALimitThereIsAlwaysAnother() throws Exception {
    Retries retries = retries(-1);

    for (int i = 0; i < 100; i++) {
      assertThat(retries.again("slot", lost)).isTrue();
    }
  }

  @Test
  void afterASuccessTheNextFailureIsTheFirst() throws Exception {
    Retries retries = retries(1);
    assertThat(retries.again("slot", lost)).isTrue();

    retries.reset();
    assertThat(retries.again("slot", lost)).isTrue();
    assertThat(retries.again("slot", lost)).isFalse();
  }

  @Test
  void whatAPersonHasToFixFailsAtOnce() throws Exception {
    assertThat(retries(-1).again("slot", noSlot)).isFalse();
    assertThat(waits).isEmpty();
  }

  @Test
  void aDatabaseExceptionIsAsItsCause() throws Exception {
    assertThat(retries(-1).again("slot", new DatabaseException("reading failed", lost))).isTrue();
    assertThat(retries(-1).again("slot", new DatabaseException("reading failed", noSlot)))
        .isFalse();
    assertThat(retries(-1).again("slot", new DatabaseException("wal_level is replica"))).isFalse();
  }

  @Test
  void anErrorThatIsNotTheDatabasesFailsAtOnce() throws Exception {
    assertThat(retries(-1).again("slot", new IllegalStateException("a bug"))).isFalse();
  }

  @Test
  void eachWaitIsAnnounced() throws Exception {
    Retries retries = retries(2);
    for (int i = 0; i < 5; i++) {
      retries.again("slot", lost);
    }

    assertThat(waits).hasSize(2);
  }

  @Test
  void afterManyAttemptsTheLogSaysSinceWhenItFails() {
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    assertThat(Retries.duration(9, noon)).isEmpty();
    assertThat(Retries.duration(10, noon)).contains("since 2026-01-01T12:00:00Z");
  }

  @Test
  void anInterruptionEndsTheWait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> retries(-1).again("slot", lost))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).as("is still interrupted").isFalse();
  }

  @Test
  void aProblemIsDescribedInTheServersWords() {
    assertThat(Retries.describe(lost)).isEqualTo("connection lost [SQLSTATE 08006]");
    assertThat(Retries.describe(new IllegalStateException("a bug"))).isEqualTo("a bug");
  }

  private Retries retries(int limit) {
    return new Retries(
        TestTable.config(
                "errors.max.retries", Integer.toString(limit),
                "reconnect.backoff.ms", "1",
                "reconnect.backoff.max.ms", "1")
            .delivery(),
        () -> waits.add("wait"));
  }
}
