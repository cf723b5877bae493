/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import io.waltap.embedded.ConnectRest;
import io.waltap.embedded.ConnectRest.Status;
import io.waltap.embedded.ConnectRest.TaskStatus;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The connector under test, over REST. It is restarted if it fails, as an operator would do. Used
 * by the thread of the run.
 */
final class SoakConnector {
  static final String NAME = "soak";
  private static final String OWN_JSON = "io.waltap.connect.json.WaltapJsonConverter";

  private final ConnectRest rest;
  private final SoakLog log;
  private final Map<String, String> properties = new TreeMap<>();
  private int failures;

  /**
   * @param port of the link to PostgreSQL
   */
  SoakConnector(ConnectRest rest, SoakOptions options, int port, SoakLog log) {
    this.rest = rest;
    this.log = log;
    properties.put("connector.class", "io.waltap.connect.PostgresSourceConnector");
    properties.put("tasks.max", Integer.toString(options.lanes()));
    properties.put("database.hostname", "127.0.0.1");
    properties.put("database.port", Integer.toString(port));
    properties.put("database.user", "soak_cdc");
    properties.put("database.password", "soak");
    properties.put("database.dbname", Postgres.DATABASE);
    properties.put("topic.prefix", TopicReader.PREFIX);
    properties.put("slot.name", NAME);
    properties.put("publication.name", "soak");
    properties.put("publication.autocreate.mode", "disabled");
    properties.put("schema.include.list", LedgerTable.SCHEMA + "," + Storm.SCHEMA);
    properties.put("heartbeat.interval.ms", "1000");
    properties.put("status.update.interval.ms", "1000");
    properties.put("table.discovery.interval.ms", "1000");
    properties.put("reconnect.backoff.ms", "200");
    properties.put("reconnect.backoff.max.ms", "2000");
    properties.put("transaction.boundary", options.boundary());
    if (options.exactlyOnce()) {
      properties.put("exactly.once.support", "required");
    }
    for (String converter : new String[] {"key.converter", "value.converter"}) {
      properties.put(converter, OWN_JSON);
      properties.put(converter + ".schemas.enable", "false");
    }
  }

  /** Creates the connector, or gives it its properties again. */
  void put() {
    rest.putConfig(NAME, properties);
  }

  void lanes(int lanes) {
    properties.put("tasks.max", Integer.toString(lanes));
    put();
  }

  /** Changes properties that have no influence on what is delivered. */
  void configure(int choice) {
    properties.put("max.batch.size", Integer.toString(64 << (choice % 6)));
    properties.put("poll.interval.ms", Integer.toString(50 + choice % 500));
    properties.put("lane.publications", Boolean.toString(choice % 2 == 0));
    put();
  }

  void pause() {
    rest.pause(NAME);
  }

  void resume() {
    rest.resume(NAME);
  }

  void restart() {
    rest.restart(NAME);
  }

  void restartTask(int choice) {
    int tasks = rest.status(NAME).tasks().size();
    if (tasks > 0) {
      rest.restartTask(NAME, choice % tasks);
    }
  }

  /** Restarts what has failed, and says why it had failed. */
  void supervise() {
    try {
      Status status = rest.status(NAME);
      if (status.failed()) {
        failures++;
        log.say("  the connector failed: " + firstLines(status.failure()));
        rest.restartFailed(NAME);
      }
    } catch (UncheckedIOException | ConnectRest.RestException e) {
      log.say("  the worker does not answer: " + e.getMessage());
    }
  }

  /** How often the connector or a task had failed. */
  int failures() {
    return failures;
  }

  /** The states of the connector and its tasks in one line. */
  String state() {
    try {
      Status status = rest.status(NAME);
      StringBuilder text = new StringBuilder(status.state());
      for (TaskStatus task : status.tasks()) {
        text.append(", task ").append(task.id()).append(' ').append(task.state());
      }
      return text.toString();
    } catch (UncheckedIOException | ConnectRest.RestException e) {
      return "unknown: " + e.getMessage();
    }
  }

  private static String firstLines(String trace) {
    return String.join(
        " / ", trace.lines().filter(line -> !line.startsWith("\t")).limit(4).toList());
  }
}
