/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.maintain.MaintenanceOptions;
import io.waltap.mirror.write.DeletePolicy;
import java.time.Duration;
import java.util.Set;

/**
 * What the configuration says to all tables.
 *
 * @param writer the connector's name
 * @param commitInterval from one commit to the next
 * @param idle after so much silence a transaction counts as complete
 * @param acceptedGaps topics whose missing records are accepted
 * @param deletes how rows are deleted
 * @param maintenance of the tables
 */
public record MirrorOptions(
    String writer,
    Duration commitInterval,
    Duration idle,
    Set<String> acceptedGaps,
    DeletePolicy deletes,
    MaintenanceOptions maintenance) {
  public MirrorOptions {
    acceptedGaps = Set.copyOf(acceptedGaps);
  }

  boolean acceptsGap(String topic) {
    return acceptedGaps.contains(topic);
  }
}
