/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.config.Problem;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.stream.AckTracker;
import io.waltap.connect.stream.RecordQueue;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.TableLife.Waiting;
import io.waltap.connect.table.Tables;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class ConnectorMetricsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void tablesThatWaitAreCountedAsSetAside() throws Exception {
    AckTracker acks = new AckTracker();
    try (ConnectorMetrics metrics =
        new ConnectorMetrics("metrics", "slot", new RecordQueue(10, 0, true), acks)) {
      assertThat(attribute("TablesSetAside")).as("before the start").isEqualTo(0);

      Tables tables = new Tables("metrics", Map.of(), (lane, relation) -> null);
      add(tables, 1, "a");
      TableEntry second = add(tables, 2, "b");
      metrics.captured(() -> 0, tables);
      assertThat(attribute("TablesSetAside")).isEqualTo(0);

      Problem problem = Problem.error("table.include.list", "it is locked");
      tables.become(second, new Waiting(problem, NOON, NOON, 1, Lsn.NONE));
      assertThat(attribute("TablesSetAside")).isEqualTo(1);

      tables.become(second, new New(Lsn.NONE));
      tables.become(second, Streaming.INSTANCE);
      assertThat(attribute("TablesSetAside")).isEqualTo(0);
    }
  }

  @Test
  void whatMayBeConfirmedIsSetAsPostgreSqlWritesIt() throws Exception {
    AckTracker acks = new AckTracker(true);
    try (ConnectorMetrics metrics =
        new ConnectorMetrics("metrics", "slot", new RecordQueue(10, 0, true), acks)) {
      assertThat(attribute("ConfirmUpTo")).isEqualTo("");
      metrics.setConfirmUpTo("1/A0");
      assertThat(attribute("ConfirmUpTo")).isEqualTo("1/A0");
      assertThat(acks.allowed()).isEqualTo((1L << 32) + 0xA0);
      assertThatThrownBy(() -> metrics.setConfirmUpTo("near the end"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (ConnectorMetrics metrics = metrics()) {
      metrics.setConfirmUpTo("1/A0");
      assertThat(attribute("ConfirmUpTo")).as("without the property").isEqualTo("");
    }
  }

  // Guards against: a number below zero, because tables that are read in chunks or a second time
  // were never counted.
  @Test
  void aTableIsCountedFromTheBeginningOfItsReadingToItsEnd() throws Exception {
    try (ConnectorMetrics metrics = metrics()) {
      metrics.readingEnds(1);
      assertThat(attribute("SnapshotTablesLeft")).as("not begun").isEqualTo(0);

      metrics.readingBegins(1);
      metrics.readingBegins(2);
      assertThat(attribute("SnapshotTablesLeft")).isEqualTo(2);
      assertThat(attribute("SnapshotTables")).isEqualTo(2);

      metrics.readingEnds(1);
      metrics.readingEnds(1);
      assertThat(attribute("SnapshotTablesLeft")).as("ended twice").isEqualTo(1);

      metrics.readingEnds(2);
      metrics.readingBegins(2);
      assertThat(attribute("SnapshotTablesLeft")).as("tried again").isEqualTo(1);
      metrics.readingEnds(2);
      assertThat(attribute("SnapshotTablesLeft")).isEqualTo(0);
      assertThat(attribute("SnapshotTables")).as("each table once").isEqualTo(2);
    }
  }

  @Test
  void theStateOfTheLinkAndOfTheSnapshotAreShown() throws Exception {
    try (ConnectorMetrics metrics = metrics()) {
      assertThat(attribute("Connected")).isEqualTo(false);
      assertThat(attribute("SnapshotRunning")).isEqualTo(false);
      assertThat(attribute("Events")).isEqualTo(0L);
      assertThat(attribute("Reconnects")).isEqualTo(0L);

      metrics.connected(true);
      metrics.snapshotRunning(true);
      metrics.reconnecting();
      metrics.captured(() -> 7, new Tables("metrics", Map.of(), (lane, relation) -> null));
      assertThat(attribute("Connected")).isEqualTo(true);
      assertThat(attribute("SnapshotRunning")).isEqualTo(true);
      assertThat(attribute("Events")).isEqualTo(7L);
      assertThat(attribute("Reconnects")).isEqualTo(1L);
    }
  }

  private static ConnectorMetrics metrics() {
    return new ConnectorMetrics("metrics", "slot", new RecordQueue(10, 0, true), new AckTracker());
  }

  private static TableEntry add(Tables tables, int oid, String name) {
    return tables.add(
        oid, new TableId("public", name), new Membership(Set.of(7)), Streaming.INSTANCE);
  }

  private static Object attribute(String name) throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName lane = new ObjectName("io.waltap:type=lane,server=\"metrics\",slot=\"slot\"");
    return beans.getAttribute(lane, name);
  }
}
