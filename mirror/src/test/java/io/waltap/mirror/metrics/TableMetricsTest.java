/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.commit.CommitReport;
import io.waltap.mirror.table.TableProgress;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class TableMetricsTest {
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

  /** 90.5 seconds before noon, in microseconds since 1970. */
  private static final long BEFORE_NOON = NOON.millis() * 1_000 - 90_500_000;

  @Test
  void eachAttributeShowsItsValue() throws Exception {
    CommitReport last = new CommitReport(2_500_000_000L, 20, 21, 22, 23, 24, 25);
    TableProgress.Now now =
        new TableProgress.Now("RUNNING", "no reason", 10, BEFORE_NOON, 11, 12_999);
    try (TableMetrics metrics = metrics("values", now(-1))) {
      metrics.publish(new TableProgress(now, 1, 2, 3, 4, 5, 6, 7, 8, 9, last));

      assertThat(attributes("values"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.<String, Object>ofEntries(
                  Map.entry("State", "RUNNING"),
                  Map.entry("Reason", "no reason"),
                  Map.entry("Records", 1L),
                  Map.entry("ReplaysSkipped", 2L),
                  Map.entry("Fences", 3L),
                  Map.entry("Failures", 4L),
                  Map.entry("Conflicts", 5L),
                  Map.entry("Commits", 6L),
                  Map.entry("Changes", 7L),
                  Map.entry("KeysLookedUp", 8L),
                  Map.entry("UnfilledRows", 9L),
                  Map.entry("BufferBytes", 10L),
                  Map.entry("SecondsBehind", 90L),
                  Map.entry("AppliedLsn", 11L),
                  Map.entry("AppliedTime", 12L),
                  Map.entry("LastCommitSeconds", 2.5),
                  Map.entry("LastCommitRowsAdded", 20L),
                  Map.entry("LastCommitRowsDeleted", 21L),
                  Map.entry("LastCommitFilesAdded", 22L),
                  Map.entry("LastCommitDeleteFiles", 23L)));
    }
  }

  // Guards against: a table that seems to be behind by the whole time in which nothing changed.
  @Test
  void aTableIsBehindOnlyWhileAChangeWaits() throws Exception {
    try (TableMetrics metrics = metrics("behind", now(-1))) {
      assertThat(attributes("behind")).containsEntry("SecondsBehind", 0L);
      metrics.publish(now(BEFORE_NOON));
      assertThat(attributes("behind")).containsEntry("SecondsBehind", 90L);
      metrics.publish(now(NOON.millis() * 1_000 + 5_000_000));
      assertThat(attributes("behind"))
          .as("the server's clock is fast")
          .containsEntry("SecondsBehind", 0L);
    }
  }

  @Test
  void whatIsUnknownIsMinusOne() throws Exception {
    TableProgress.Now nothing = new TableProgress.Now("LOADING", "", 0, -1, -1, -1);
    try (TableMetrics metrics = metrics("unknown", progress(nothing))) {
      assertThat(attributes("unknown"))
          .containsEntry("AppliedLsn", -1L)
          .containsEntry("AppliedTime", -1L)
          .containsEntry("LastCommitSeconds", 0.0);
      assertThat(metrics.getState()).isEqualTo("LOADING");
    }
  }

  @Test
  void theNamesAreQuotedAndTheBeanGoesWithTheTable() throws Exception {
    ObjectName name =
        new ObjectName("io.waltap:type=mirror,connector=\"a,b\",table=\"lake.things\"");
    TableMetrics metrics = new TableMetrics("a,b", "lake.things", now(-1));
    assertThat(BEANS.isRegistered(name)).isTrue();

    metrics.close();
    assertThat(BEANS.isRegistered(name)).isFalse();
    metrics.close();
    assertThat(BEANS.isRegistered(name)).as("closed twice").isFalse();
  }

  // Guards against: a table without metrics after a rebalance, because the task that had the table
  // before has taken back those of the next one.
  @Test
  void theLastTaskHasTheNameUntilItLetsGo() throws Exception {
    TableMetrics before = metrics("moved", progress(state("STOPPED")));
    TableMetrics after = metrics("moved", progress(state("RUNNING")));
    assertThat(attributes("moved")).containsEntry("State", "RUNNING");

    before.publish(progress(state("GAP")));
    before.close();
    assertThat(attributes("moved")).containsEntry("State", "RUNNING");

    after.close();
    assertThat(BEANS.isRegistered(name("moved"))).isFalse();
  }

  private static TableMetrics metrics(String table, TableProgress first) {
    return new TableMetrics("mirror", table, first, NOON);
  }

  private static TableProgress now(long oldestWaiting) {
    return progress(new TableProgress.Now("RUNNING", "", 0, oldestWaiting, -1, -1));
  }

  private static TableProgress.Now state(String name) {
    return new TableProgress.Now(name, "", 0, -1, -1, -1);
  }

  private static TableProgress progress(TableProgress.Now now) {
    return new TableProgress(now, 0, 0, 0, 0, 0, 0, 0, 0, 0, CommitReport.NONE);
  }

  private static ObjectName name(String table) throws Exception {
    return new ObjectName("io.waltap:type=mirror,connector=\"mirror\",table=\"" + table + "\"");
  }

  private static Map<String, Object> attributes(String table) throws Exception {
    Map<String, Object> values = new TreeMap<>();
    for (MBeanAttributeInfo attribute : BEANS.getMBeanInfo(name(table)).getAttributes()) {
      values.put(attribute.getName(), BEANS.getAttribute(name(table), attribute.getName()));
    }
    return values;
  }
}
