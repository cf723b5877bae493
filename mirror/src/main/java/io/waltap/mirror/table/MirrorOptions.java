/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.locate.LocateOptions;
import io.waltap.mirror.maintain.MaintenanceOptions;
import io.waltap.mirror.write.DeletePolicy;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the configuration says to all tables.
 *
 * @param writer the connector's name
 * @param commitInterval from one commit to the next
 * @param idle after so much silence a transaction counts as complete
 * @param acceptedGaps topics whose missing records are accepted. {@code topic:commit:offset} is one
 *     of them only while its table has that last commit, and says where the topic begins
 * @param deletes how rows are deleted
 * @param locate how the rows are found that a change replaces
 * @param maintenance of the tables
 */
public record MirrorOptions(
    String writer,
    Duration commitInterval,
    Duration idle,
    Set<String> acceptedGaps,
    DeletePolicy deletes,
    LocateOptions locate,
    MaintenanceOptions maintenance) {
  public MirrorOptions {
    acceptedGaps = Set.copyOf(acceptedGaps);
  }

  boolean acceptsGap(String topic) {
    return acceptedGaps.contains(topic);
  }

  /**
   * Where a topic is read from that was created again, and goes on for a table in a state; empty if
   * that was not accepted.
   *
   * @param state of the table; null if there is none
   */
  OptionalLong acceptedStart(String topic, MirrorState state) {
    String start = topic + ":" + (state == null ? "" : state.commit()) + ":";
    return acceptedGaps.stream()
        .filter(accepted -> accepted.startsWith(start))
        .mapToLong(accepted -> Long.parseLong(accepted.substring(start.length())))
        .findFirst();
  }
}
