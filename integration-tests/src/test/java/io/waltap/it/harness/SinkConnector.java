/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;

/**
 * A sink connector that was created over REST. It lives until it is closed, also when the worker
 * dies.
 */
public final class SinkConnector implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String FAILED = "FAILED";

  private final ConnectWorker worker;
  private final String name;

  private SinkConnector(ConnectWorker worker, String name) {
    this.worker = worker;
    this.name = name;
  }

  public static SinkConnector create(
      ConnectWorker worker, String name, Map<String, String> properties) {
    worker.rest().call("POST", "connectors", Map.of("name", name, "config", properties));
    return new SinkConnector(worker, name);
  }

  /** The same connector, asked through another worker of the group. */
  public SinkConnector through(ConnectWorker other) {
    return new SinkConnector(other, name);
  }

  /** Returns the worker that runs the first task, or was the last to run it. */
  public String workerOfTask() {
    return status().path("tasks").path(0).path("worker_id").asText();
  }

  /** Waits until a worker runs the first task. */
  public void awaitRunningOn(ConnectWorker other) {
    await(name + " running on " + other.id())
        .atMost(Settings.patience())
        .pollInterval(POLL)
        .until(
            () -> {
              JsonNode task = status().path("tasks").path(0);
              return task.path("worker_id").asText().equals(other.id())
                  && task.path("state").asText().equals("RUNNING");
            });
  }

  /** Changes the configuration, as an operator does with a running connector. */
  public void reconfigure(Map<String, String> properties) {
    worker.rest().call("PUT", "connectors/" + name + "/config", properties);
  }

  /** Calls {@code PUT stop}, and returns when the connector has no task. */
  public void stop() {
    worker.rest().call("PUT", "connectors/" + name + "/stop", null);
    await(name + " stopped")
        .atMost(Settings.patience())
        .pollInterval(POLL)
        .until(
            () -> {
              JsonNode status = status();
              return status.path("connector").path("state").asText().equals("STOPPED")
                  && status.path("tasks").isEmpty();
            });
  }

  /** Calls {@code PUT resume}, after stop, and returns when the task runs. */
  public void resume() {
    worker.rest().call("PUT", "connectors/" + name + "/resume", null);
    awaitRunning();
  }

  /** Waits until connector and task run. If one fails, the wait ends with its trace. */
  public void awaitRunning() {
    await(name + " running")
        .atMost(Settings.patience())
        .pollInterval(POLL)
        .until(
            () -> {
              String trace = failure();
              if (trace != null) {
                throw new AssertionError(name + " has failed: " + trace);
              }
              JsonNode status = status();
              return status.path("tasks").path(0).path("state").asText().equals("RUNNING");
            });
  }

  /** Returns the trace of a failure, or null. It also returns null while no worker answers. */
  public String failure() {
    if (!worker.isAlive()) {
      return null;
    }
    JsonNode status = status();
    if (status.path("connector").path("state").asText().equals(FAILED)) {
      return status.path("connector").path("trace").asText("no trace");
    }
    for (JsonNode task : status.path("tasks")) {
      if (task.path("state").asText().equals(FAILED)) {
        return task.path("trace").asText("no trace");
      }
    }
    return null;
  }

  /** Restarts failed tasks, as an operator does, or the operator of a cluster. */
  public void restartFailed() {
    worker
        .rest()
        .call("POST", "connectors/" + name + "/restart?includeTasks=true&onlyFailed=true", null);
  }

  @Override
  public void close() {
    if (worker.isAlive()) {
      worker.rest().call("DELETE", "connectors/" + name, null);
    }
  }

  private JsonNode status() {
    return worker.rest().send("GET", "connectors/" + name + "/status", null).body();
  }
}
