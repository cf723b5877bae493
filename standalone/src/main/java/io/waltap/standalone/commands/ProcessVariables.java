/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The variables of the process as a whole. */
final class ProcessVariables {
  static final String PROCESS = "Process";

  static final String DATA_DIR = "WALTAP_DATA_DIR";
  static final String SHUTDOWN_TIMEOUT = "SHUTDOWN_TIMEOUT_S";
  static final String HEALTH_PORT = "HEALTH_PORT";
  static final String HEALTH_HOST = "HEALTH_HOST";
  static final String MAX_ROW = "MAX_ROW_MB";

  private ProcessVariables() {}

  static void define(ConfigDef definition) {
    VariableGroup process = new VariableGroup(definition, PROCESS);
    process.text(
        DATA_DIR,
        ".waltap/run",
        Rule.path(),
        Importance.HIGH,
        "Directory for the broker's data, offsets and the log. No other account can read it.");
    process.number(
        SHUTDOWN_TIMEOUT,
        60,
        Rule.number(1, 86_400),
        Importance.MEDIUM,
        "Seconds that a stop waits for rows to land.");
    process.number(
        HEALTH_PORT,
        8090,
        Rule.number(0, 65_535),
        Importance.MEDIUM,
        "Port of http://HEALTH_HOST:HEALTH_PORT/healthz, which says how the run is doing. 0: there"
            + " is no such server.");
    process.text(
        HEALTH_HOST,
        "127.0.0.1",
        Rule.host(),
        Importance.LOW,
        "Address of this host at which HEALTH_PORT listens. With 0.0.0.0, other hosts can ask, too."
            + " A probe of Kubernetes needs that.");
    process.number(
        MAX_ROW,
        64,
        Rule.number(1, 700),
        Importance.MEDIUM,
        "The largest row that broker, worker and sink take, in MB.");
  }
}
