/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a task's tables, from its start to its end. */
class MirrorSinkTaskTest {
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
  private static final TopicPartition THINGS = new TopicPartition(Events.TOPIC, 0);
  private static final TopicPartition OTHERS = new TopicPartition("shop.public.others", 0);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path warehouse;
  @TempDir Path indexes;
  private final List<MirrorSinkTask> tasks = new ArrayList<>();

  private MirrorSinkTask started(String... more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "sink");
    properties.put("iceberg.catalog.type", "hadoop");
    properties.put("iceberg.catalog.warehouse", "file://" + warehouse);
    properties.put("mirror.locate", "both");
    properties.put("mirror.index.dir", indexes.toString());
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    MirrorSinkTask task = new MirrorSinkTask();
    tasks.add(task);
    task.initialize(new Context(properties));
    task.start(properties);
    return task;
  }

  @AfterEach
  void stop() {
    tasks.forEach(MirrorSinkTask::stop);
  }

  @Test
  void aTableHasABeanFromTheOpeningToTheClosingOfItsPartition() throws Exception {
    MirrorSinkTask task = started();
    assertThat(beans()).isEmpty();
    task.open(List.of(THINGS, OTHERS));
    assertThat(beans()).containsExactlyInAnyOrder(name("public.things"), name("public.others"));

    task.close(List.of(OTHERS));
    assertThat(beans()).containsExactly(name("public.things"));
    task.close(List.of(THINGS));
    assertThat(beans()).isEmpty();
  }

  @Test
  void theBeanShowsWhatTheTaskHasDone() throws Exception {
    MirrorSinkTask task = started();
    task.open(List.of(THINGS));
    await(task, "State", "RUNNING");
    Events events = new Events(Events.things(), "id");
    task.put(List.of(events.change("r", events.row(1L, "a", "big"))));
    await(task, "Commits", 1L);

    assertThat(attribute("Records")).isEqualTo(1L);
    assertThat(attribute("Changes")).isEqualTo(1L);
    assertThat(attribute("AppliedLsn")).isEqualTo(5001L);
    assertThat(attribute("AppliedTime")).isEqualTo(5L);
    assertThat(attribute("SecondsBehind")).isEqualTo(0L);
    assertThat(attribute("LastCommitRowsAdded")).isEqualTo(1L);
  }

  @Test
  void aTaskThatStopsLeavesNoBean() throws Exception {
    MirrorSinkTask task = started();
    task.open(List.of(THINGS));
    task.stop();

    assertThat(beans()).isEmpty();
  }

  // Guards against: a bean that shows the last values of a task that has failed.
  @Test
  void aTaskThatFailsLeavesNoBean() throws Exception {
    MirrorSinkTask task = started("mirror.on.table.failure", "stop-task");
    task.open(List.of(THINGS, new TopicPartition(Events.TOPIC, 1)));
    assertThatThrownBy(() -> task.put(List.of()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("several partitions");
    task.stop();

    assertThat(beans()).isEmpty();
  }

  // Guards against: a table without metrics after a rebalance, because the task that had it before
  // closes it when the next one has it already.
  @Test
  void theBeanIsThatOfTheTaskThatHasThePartitionLast() throws Exception {
    MirrorSinkTask before = started();
    before.open(List.of(THINGS));
    MirrorSinkTask after = started();
    after.open(List.of(THINGS));
    before.close(List.of(THINGS));
    before.stop();
    assertThat(beans()).containsExactly(name("public.things"));
    await(after, "State", "RUNNING");

    after.stop();
    assertThat(beans()).isEmpty();
  }

  private static Set<ObjectName> beans() throws Exception {
    return BEANS.queryNames(
        new ObjectName("io.waltap:type=mirror,connector=\"sink\",table=*"), null);
  }

  private static ObjectName name(String table) throws Exception {
    return new ObjectName("io.waltap:type=mirror,connector=\"sink\",table=\"" + table + "\"");
  }

  private static Object attribute(String name) throws Exception {
    return BEANS.getAttribute(name("public.things"), name);
  }

  /** Calls the task as a worker does, until an attribute of its table has a value. */
  private static void await(MirrorSinkTask task, String attribute, Object value) throws Exception {
    long start = System.nanoTime();
    while (!attribute(attribute).equals(value)) {
      assertThat(System.nanoTime() - start)
          .as("%s is %s, not %s", attribute, attribute(attribute), value)
          .isLessThan(PATIENCE.toNanos());
      task.put(List.of());
    }
  }

  /** A worker whose consumer has nothing to do. */
  private record Context(Map<String, String> configs) implements SinkTaskContext {
    @Override
    public void offset(Map<TopicPartition, Long> offsets) {}

    @Override
    public void offset(TopicPartition partition, long offset) {}

    @Override
    public void timeout(long timeoutMs) {}

    @Override
    public Set<TopicPartition> assignment() {
      return Set.of();
    }

    @Override
    public void pause(TopicPartition... partitions) {}

    @Override
    public void resume(TopicPartition... partitions) {}

    @Override
    public void requestCommit() {}

    @Override
    public PluginMetrics pluginMetrics() {
      throw new UnsupportedOperationException();
    }
  }
}
