/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What the source has sent to Kafka, by the metrics of its producers, which are in this JVM. */
final class WorkerMetrics {
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final String pattern;
  private final Map<ObjectName, Long> sent = new HashMap<>();

  /**
   * @param topicPrefix of the topics that count
   */
  WorkerMetrics(String topicPrefix) {
    this.pattern = "kafka.producer:type=producer-topic-metrics,topic=" + topicPrefix + ".*,*";
  }

  /** Records sent so far, also by producers that ended when a task was restarted. */
  long recordsSent() {
    try {
      for (ObjectName name : server.queryNames(new ObjectName(pattern), null)) {
        Object total = server.getAttribute(name, "record-send-total");
        sent.merge(name, ((Number) total).longValue(), Math::max);
      }
    } catch (JMException e) {
      // A metric disappeared in the meantime; the next call counts again.
      return total();
    }
    return total();
  }

  private long total() {
    return sent.values().stream().mapToLong(Long::longValue).sum();
  }
}
