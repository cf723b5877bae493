/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Reads the metrics of the mirror after each commit. For one thread. */
final class CommitWatch {
  private static final String TABLE = "public.rows";

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
  private final ObjectName name;
  private final List<Double> seconds = new ArrayList<>();
  private long commits;

  /**
   * @param connector its name
   */
  CommitWatch(String connector) {
    try {
      name =
          new ObjectName(
              "io.waltap:type=mirror,connector="
                  + ObjectName.quote(connector)
                  + ",table="
                  + ObjectName.quote(TABLE));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Notes a commit, if there was one since the last call. */
  void poll() {
    long now = (Long) attribute("Commits");
    if (now > commits) {
      commits = now;
      seconds.add((Double) attribute("LastCommitSeconds"));
    }
  }

  /** What the mirror does. */
  String state() {
    return attribute("State") + " " + attribute("Reason");
  }

  /** How many keys were looked up in the table. */
  long keys() {
    return (Long) attribute("KeysLookedUp");
  }

  /** How often something failed and was tried again. */
  long failures() {
    return (Long) attribute("Failures");
  }

  /** The seconds of each commit, in their order. */
  List<Double> seconds() {
    return Collections.unmodifiableList(seconds);
  }

  private Object attribute(String attribute) {
    try {
      return beans.getAttribute(name, attribute);
    } catch (JMException e) {
      throw new IllegalStateException("the mirror has no metric " + attribute, e);
    }
  }
}
