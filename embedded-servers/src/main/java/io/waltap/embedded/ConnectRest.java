/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kafka Connect's REST API, as far as this project uses it. While the worker rebalances, it answers
 * 409; then a request is repeated here for up to a minute.
 */
public final class ConnectRest {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration REBALANCE_PATIENCE = Duration.ofMinutes(1);
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI base;
  private final String token;

  /** Without authentication. */
  public ConnectRest(URI base) {
    this(base, null);
  }

  /**
   * @param token of a worker with a {@link RestToken}; null: it needs none
   */
  ConnectRest(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  /** The worker answered with an error. */
  public static final class RestException extends RuntimeException {
    private final int status;

    RestException(int status, String message) {
      super(message);
      this.status = status;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }
  }

  /** One task: its state and, when it failed, why. */
  public record TaskStatus(int id, String state, String trace) {}

  /** The state of a connector and of its tasks. */
  public record Status(String state, String trace, List<TaskStatus> tasks) {
    /** The connector and at least one task run, and none has failed. */
    public boolean running() {
      return state.equals("RUNNING")
          && !tasks.isEmpty()
          && tasks.stream().allMatch(task -> task.state().equals("RUNNING"));
    }

    public boolean failed() {
      return state.equals("FAILED")
          || tasks.stream().anyMatch(task -> task.state().equals("FAILED"));
    }

    /** Why it failed; empty if it did not. */
    public String failure() {
      if (state.equals("FAILED")) {
        return trace;
      }
      return tasks.stream()
          .filter(task -> task.state().equals("FAILED"))
          .map(TaskStatus::trace)
          .findFirst()
          .orElse("");
    }
  }

  /** The names of all connectors. */
  public List<String> connectors() {
    List<String> names = new ArrayList<>();
    send("GET", "/connectors", null).forEach(name -> names.add(name.asText()));
    return names;
  }

  /** Creates a connector; fails if there is a connector of that name. */
  public void create(String name, Map<String, String> config) {
    send("POST", "/connectors", Map.of("name", name, "config", config));
  }

  /** Creates a connector whose tasks do not start before {@link #resume}. */
  public void createStopped(String name, Map<String, String> config) {
    send("POST", "/connectors", Map.of("name", name, "config", config, "initial_state", "STOPPED"));
  }

  /** What a connector has stored, as JSON; without a position if there is no such connector. */
  public JsonNode offsets(String name) {
    try {
      return send("GET", path(name) + "/offsets", null);
    } catch (RestException e) {
      if (e.status() == NOT_FOUND) {
        return json.createObjectNode().set("offsets", json.createArrayNode());
      }
      throw e;
    }
  }

  /**
   * Sets positions of a connector that is stopped.
   *
   * @param offsets as {@link #offsets} gives them
   */
  public void setOffsets(String name, JsonNode offsets) {
    send("PATCH", path(name) + "/offsets", offsets);
  }

  /** Creates a connector or changes its configuration. */
  public void putConfig(String name, Map<String, String> config) {
    send("PUT", path(name) + "/config", config);
  }

  /** Removes a connector; the offsets of its consumer group stay. */
  public void delete(String name) {
    send("DELETE", path(name), null);
  }

  public Status status(String name) {
    JsonNode answer = send("GET", path(name) + "/status", null);
    List<TaskStatus> tasks = new ArrayList<>();
    for (JsonNode task : answer.path("tasks")) {
      tasks.add(
          new TaskStatus(
              task.path("id").asInt(), task.path("state").asText(), task.path("trace").asText("")));
    }
    JsonNode connector = answer.path("connector");
    return new Status(
        connector.path("state").asText(), connector.path("trace").asText(""), List.copyOf(tasks));
  }

  /** Stops the tasks; the connector stays stopped when the worker starts again. */
  public void stop(String name) {
    send("PUT", path(name) + "/stop", null);
  }

  /** Pauses the tasks, which keep what they hold; they stay paused when the worker starts again. */
  public void pause(String name) {
    send("PUT", path(name) + "/pause", null);
  }

  /** Restarts the connector and its tasks. */
  public void restart(String name) {
    send("POST", path(name) + "/restart?includeTasks=true", null);
  }

  /** Restarts one task. */
  public void restartTask(String name, int task) {
    send("POST", path(name) + "/tasks/" + task + "/restart", null);
  }

  /** Starts the tasks of a connector that was stopped or paused. */
  public void resume(String name) {
    send("PUT", path(name) + "/resume", null);
  }

  /** Restarts the connector and its tasks, if they have failed. */
  public void restartFailed(String name) {
    send("POST", path(name) + "/restart?includeTasks=true&onlyFailed=true", null);
  }

  /** Waits until the connector and its tasks run; fails if they fail. */
  public void awaitRunning(String name, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Status status = statusIfAny(name);
      if (status.running()) {
        return;
      }
      if (status.failed()) {
        throw new IllegalStateException(name + " failed: " + status.failure());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            name + " does not run after " + patience.toSeconds() + " s: " + status);
      }
      pause(200);
    }
  }

  /**
   * Waits until a stopped connector has no tasks any more.
   *
   * @return false if the patience ended before
   */
  public boolean awaitStopped(String name, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Status status = statusIfAny(name);
      if (status.state().equals("STOPPED") && status.tasks().isEmpty()) {
        return true;
      }
      if (System.nanoTime() > deadline) {
        return false;
      }
      pause(200);
    }
  }

  /** Waits until the worker has joined its group and answers. */
  void awaitReady(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        send("GET", "/connectors", null);
        return;
      } catch (UncheckedIOException | RestException e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("Kafka Connect does not answer at " + base, e);
        }
      }
      pause(100);
    }
  }

  /** A connector that was just created has no status yet. */
  private Status statusIfAny(String name) {
    try {
      return status(name);
    } catch (RestException e) {
      if (e.status() == NOT_FOUND) {
        return new Status("UNASSIGNED", "", List.of());
      }
      throw e;
    }
  }

  private JsonNode send(String method, String path, Object body) {
    long deadline = System.nanoTime() + REBALANCE_PATIENCE.toNanos();
    while (true) {
      HttpResponse<String> response = exchange(method, path, body);
      int status = response.statusCode();
      if (status < 300) {
        return parsed(response.body());
      }
      if (status != CONFLICT || System.nanoTime() > deadline || !rebalancing(response.body())) {
        throw new RestException(
            status, method + " " + path + " answered " + status + ": " + message(response.body()));
      }
      pause(250);
    }
  }

  private HttpResponse<String> exchange(String method, String path, Object body) {
    try {
      HttpRequest.BodyPublisher publisher =
          body == null
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body));
      HttpRequest.Builder request =
          HttpRequest.newBuilder(base.resolve(path))
              .timeout(REQUEST_TIMEOUT)
              .header("Content-Type", "application/json")
              .header("Accept", "application/json")
              .method(method, publisher);
      if (token != null) {
        request.header("Authorization", RestToken.authorization(token));
      }
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during " + method + " " + path, e);
    }
  }

  /** 409 also means that a connector of that name exists already; waiting does not change that. */
  private boolean rebalancing(String body) {
    return !message(body).contains("already exists");
  }

  private String message(String body) {
    try {
      return json.readTree(body).path("message").asText(body);
    } catch (JsonProcessingException e) {
      return body;
    }
  }

  private JsonNode parsed(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("not JSON: " + body, e);
    }
  }

  private static String path(String connector) {
    return "/connectors/" + segment(connector);
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Kafka Connect", e);
    }
  }
}
