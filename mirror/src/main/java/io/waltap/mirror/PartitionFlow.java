/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import io.waltap.mirror.table.Flow;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Pauses a partition while its table wants that, or while memory is short. */
final class PartitionFlow implements Flow {
  private final SinkTaskContext context;
  private final TopicPartition partition;
  private boolean pausedByTable;
  private boolean pausedByMemory;
  private boolean paused;

  PartitionFlow(SinkTaskContext context, TopicPartition partition) {
    this.context = context;
    this.partition = partition;
  }

  @Override
  public void pause() {
    pausedByTable = true;
    apply();
  }

  @Override
  public void resume() {
    pausedByTable = false;
    apply();
  }

  @Override
  public void rewind(long offset) {
    context.offset(Map.of(partition, offset));
  }

  /** Whether rows of all tables take too much memory. */
  void memoryIsShort(boolean isShort) {
    pausedByMemory = isShort;
    apply();
  }

  private void apply() {
    boolean wanted = pausedByTable || pausedByMemory;
    if (wanted && !paused) {
      context.pause(partition);
    } else if (!wanted && paused) {
      context.resume(partition);
    }
    paused = wanted;
  }
}
