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
import java.util.stream.IntStream;

/**
 * A connector that was created over REST, its topics and its source offsets. Closing it deletes the
 * connector.
 */
public final class Connector implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String FAILED = "FAILED";
  private static final int NOT_FOUND = 404;

  private final ConnectAccess connect;
  private final TestDatabase database;
  private final ConnectorConfig config;
  private final Topics topics;

  private Connector(ConnectAccess connect, TestDatabase database, ConnectorConfig config) {
    this.connect = connect;
    this.database = database;
    this.config = config;
    this.topics = new Topics(connect.kafka(), config.name(), this::requireHealthy);
  }

  static Connector create(ConnectAccess connect, TestDatabase database, ConnectorConfig config) {
    Map<String, Object> named = Map.of("name", config.name(), "config", config.properties());
    connect.rest().get().call("POST", "connectors", named);
    return new Connector(connect, database, config);
  }

  public String name() {
    return config.name();
  }

  public Topics topics() {
    return topics;
  }

  /** Returns a missing node as long as Connect has no status. */
  public JsonNode status() {
    Rest.Response response = rest().send("GET", path("/status"), null);
    if (response.isSuccess()) {
      return response.body();
    }
    if (response.isMomentary() || response.status() == NOT_FOUND) {
      return MissingNode.getInstance();
    }
    throw new IllegalStateException("status of " + name() + ": " + response);
  }

  /**
   * Returns {@code RUNNING}, {@code PAUSED}, {@code FAILED} ... of the only task, or {@code NONE}.
   */
  public String taskState() {
    return status().path("tasks").path(0).path("state").asText("NONE");
  }

  /** Returns the worker that runs a task, or was the last to run it. */
  public String workerOfTask(int task) {
    return status().path("tasks").path(task).path("worker_id").asText();
  }

  /** Returns the worker that runs the connector itself: the checks of tables and lanes. */
  public String workerOfConnector() {
    return status().path("connector").path("worker_id").asText();
  }

  public StoredOffsets offsets() {
    return StoredOffsets.of(rest().call("GET", path("/offsets"), null));
  }

  /** Waits until the task runs. If it fails, the wait ends with its trace. */
  public void awaitRunning() {
    until("running", () -> taskState().equals("RUNNING"));
  }

  /** Waits until the server streams to the task. */
  public void awaitStreaming() {
    awaitRunning();
    until("streaming", () -> database.streamingPid() != null);
  }

  /**
   * Waits until this number of tasks runs, each streams from its lane's slot, and there is no other
   * slot.
   */
  public void awaitLanes(int lanes) {
    List<String> slots = IntStream.range(0, lanes).mapToObj(database::slot).sorted().toList();
    until(
        lanes + " lanes",
        () ->
            running() == lanes
                && database.slots().equals(slots)
                && database.streamingSlots().equals(slots));
  }

  /** Waits until the lane's position is stored. From then on, a start checks for gaps. */
  public void awaitLaneStored() {
    until("lane stored", () -> offsets().laneLsn(database.slot()).isPresent());
  }

  /** Waits until the snapshots of these tables ({@code schema.table}) are stored as complete. */
  public void awaitSnapshotStored(List<String> tables) {
    until(
        "snapshot stored",
        () -> {
          StoredOffsets stored = offsets();
          return tables.stream().allMatch(stored::isPastSnapshot);
        });
  }

  /** Waits until the lane's stored position is beyond an earlier one. */
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

  /** Calls {@code PUT stop}: tasks end, offsets stay. Returns when the slot is free. */
  public void stop() {
    rest().call("PUT", path("/stop"), null);
    await(name() + " stopped")
        .atMost(Settings.patience())
        .pollInterval(POLL)
        .until(
            () -> {
              JsonNode status = status();
              return status.path("connector").path("state").asText().equals("STOPPED")
                  && status.path("tasks").isEmpty();
            });
    database.awaitSlotsInactive();
  }

  /** Calls {@code PUT pause}: the task stays, but Connect does not poll it any more. */
  public void pause() {
    rest().call("PUT", path("/pause"), null);
    until("paused", () -> taskState().equals("PAUSED"));
  }

  /** Calls {@code PUT resume}, after stop or pause. */
  public void resume() {
    rest().call("PUT", path("/resume"), null);
  }

  /**
   * Calls {@code PATCH offsets} of a stopped connector.
   *
   * @param offset the new offset; null removes the stored one
   * @return the reason of a refusal, or null if the change was accepted
   */
  public String patchOffset(Map<String, String> partition, Map<String, ?> offset) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("partition", partition);
    entry.put("offset", offset);
    Rest.Response response =
        rest().send("PATCH", path("/offsets"), Map.of("offsets", List.of(entry)));
    return response.isSuccess() ? null : response.body().path("message").asText();
  }

  /** Calls {@code DELETE offsets} of a stopped connector. */
  public void resetOffsets() {
    rest().call("DELETE", path("/offsets"), null);
  }

  /** Changes the configuration, as an operator does with a running connector. */
  public void reconfigure(ConnectorConfig changed) {
    rest().call("PUT", path("/config"), changed.properties());
  }

  @Override
  public void close() {
    topics.close();
    if (connect.alive().getAsBoolean()) {
      rest().call("DELETE", path(""), null);
      // the tasks end a moment later; until then they would hold the slots that the test drops
      database.awaitSlotsInactive();
    }
  }

  private Rest rest() {
    return connect.rest().get();
  }

  private int running() {
    int running = 0;
    for (JsonNode task : status().path("tasks")) {
      running += task.path("state").asText().equals("RUNNING") ? 1 : 0;
    }
    return running;
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
    if (!connect.alive().getAsBoolean()) {
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
      String trace = task.path("trace").asText("no trace");
      if (task.path("state").asText().equals(FAILED) && !isFencedOff(trace)) {
        return trace;
      }
    }
    return null;
  }

  /**
   * Whether the task has ended because its next generation begins. With exactly-once support, the
   * next generation takes the producer away from it, and is about to run instead. If tasks.max has
   * decreased, Connect refuses the old generation until the connector has defined the new one. It
   * also fails a task whose turn came while the next generation was written.
   */
  private static boolean isFencedOff(String trace) {
    return trace.contains("ProducerFencedException")
        || trace.contains("InvalidProducerEpochException")
        || trace.contains("TooManyTasksException")
        || trace.contains("because a new set of task configs was generated");
  }

  private String path(String rest) {
    return "connectors/" + name() + rest;
  }
}
