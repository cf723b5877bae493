/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A connector that was created by REST, its topics and its source offsets. Closing it deletes the
 * connector.
 */
public final class Connector implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String FAILED = "FAILED";
  private static final int NOT_FOUND = 404;

  private final ConnectWorker worker;
  private final TestDatabase database;
  private final ConnectorConfig config;
  private final Topics topics;

  Connector(ConnectWorker worker, TestDatabase database, ConnectorConfig config) {
    this.worker = worker;
    this.database = database;
    this.config = config;
    this.topics = new Topics(worker.kafka(), config.name(), this::requireHealthy);
  }

  public String name() {
    return config.name();
  }

  public Topics topics() {
    return topics;
  }

  /** A missing node as long as Connect has nothing to say. */
  public JsonNode status() {
    Rest.Response response = worker.rest().send("GET", path("/status"), null);
    if (response.isSuccess()) {
      return response.body();
    }
    if (response.isMomentary() || response.status() == NOT_FOUND) {
      return MissingNode.getInstance();
    }
    throw new IllegalStateException("status of " + name() + ": " + response);
  }

  /** {@code RUNNING}, {@code PAUSED}, {@code FAILED} ... of the only task, or {@code NONE}. */
  public String taskState() {
    return status().path("tasks").path(0).path("state").asText("NONE");
  }

  public StoredOffsets offsets() {
    return StoredOffsets.of(worker.rest().call("GET", path("/offsets"), null));
  }

  /** Waits until the task runs; a failed one ends the wait with its trace. */
  public void awaitRunning() {
    until("running", () -> taskState().equals("RUNNING"));
  }

  /** Waits until the server streams to the task. */
  public void awaitStreaming() {
    awaitRunning();
    until("streaming", () -> database.streamingPid() != null);
  }

  /** Waits until the lane's position is stored, and with it the check for gaps is armed. */
  public void awaitLaneStored() {
    until("lane stored", () -> offsets().laneLsn(database.slot()).isPresent());
  }

  /**
   * Waits until it is stored that the snapshots of these tables ({@code schema.table}) are over.
   */
  public void awaitSnapshotStored(List<String> tables) {
    until(
        "snapshot stored",
        () -> {
          StoredOffsets stored = offsets();
          return tables.stream().allMatch(stored::isPastSnapshot);
        });
  }

  /** Waits until the lane's stored position has moved on from an earlier one. */
  public void awaitStoredBeyond(long lsn) {
    until(
        "position beyond " + lsn + " stored",
        () -> offsets().laneLsn(database.slot()).orElse(-1) > lsn);
  }

  /** Waits until the lane's stored position has reached what the server has written until now. */
  public void awaitCaughtUp() {
    long written = database.number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
    until(
        "position " + written + " stored",
        () -> offsets().laneLsn(database.slot()).orElse(-1) >= written);
  }

  /**
   * Waits until the connector or its task has failed.
   *
   * @return the trace
   */
  public String awaitFailed() {
    await(name() + " failed")
        .atMost(Settings.patience())
        .pollInterval(POLL)
        .until(() -> failure(status()) != null);
    return failure(status());
  }

  /** {@code PUT stop}: tasks end, offsets stay. Returns when the slot is free. */
  public void stop() {
    worker.rest().call("PUT", path("/stop"), null);
    await(name() + " stopped")
        .atMost(Settings.patience())
        .pollInterval(POLL)
        .until(
            () -> {
              JsonNode status = status();
              return status.path("connector").path("state").asText().equals("STOPPED")
                  && status.path("tasks").isEmpty();
            });
    database.awaitSlotInactive();
  }

  /** {@code PUT pause}: the task stays, but is not polled any more. */
  public void pause() {
    worker.rest().call("PUT", path("/pause"), null);
    until("paused", () -> taskState().equals("PAUSED"));
  }

  /** {@code PUT resume}, after stop or pause. */
  public void resume() {
    worker.rest().call("PUT", path("/resume"), null);
  }

  /**
   * {@code PATCH offsets} of a stopped connector.
   *
   * @param offset null forgets what is stored
   * @return why it was refused, or null if it was not
   */
  public String patchOffset(Map<String, String> partition, Map<String, ?> offset) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("partition", partition);
    entry.put("offset", offset);
    Rest.Response response =
        worker.rest().send("PATCH", path("/offsets"), Map.of("offsets", List.of(entry)));
    return response.isSuccess() ? null : response.body().path("message").asText();
  }

  /** Changes the configuration, as an operator does on a running connector. */
  public void reconfigure(ConnectorConfig changed) {
    worker.rest().call("PUT", path("/config"), changed.properties());
  }

  @Override
  public void close() {
    topics.close();
    if (worker.isAlive()) {
      worker.rest().call("DELETE", path(""), null);
      // the task ends a moment later; until then it would fight for the slot that the test drops
      database.awaitSlotInactive();
    }
  }

  private void until(String what, Callable<Boolean> condition) {
    await(name() + " " + what)
        .atMost(Settings.patience())
        .pollInterval(POLL)
        .until(
            () -> {
              requireHealthy();
              return condition.call();
            });
  }

  private void requireHealthy() {
    if (!worker.isAlive()) {
      return;
    }
    String trace = failure(status());
    if (trace != null) {
      throw new AssertionError(name() + " has failed: " + trace);
    }
  }

  private static String failure(JsonNode status) {
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

  private String path(String rest) {
    return "connectors/" + name() + rest;
  }
}
