/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Refuses a record of a sink under another topic than the one that it was read from. The Iceberg
 * sink stores offsets under the topic that a record names. After a restart it would not find them,
 * and would write all rows again. Other sinks may take renamed topics.
 */
final class OriginalTopic {
  private OriginalTopic() {}

  /**
   * @throws ConnectException if a transformation before this one has renamed the topic
   */
  static void require(ConnectRecord<?> record) {
    if (record instanceof SinkRecord sink && !sink.originalTopic().equals(sink.topic())) {
      throw new ConnectException(
          "A transformation has renamed the topic "
              + sink.originalTopic()
              + " to "
              + sink.topic()
              + ". The sink would store its offsets under the new name, and write all rows again"
              + " after a restart. Remove the transformation, and name tables by the options"
              + " namespace, table.format and renames of RouteTable.");
    }
  }
}
