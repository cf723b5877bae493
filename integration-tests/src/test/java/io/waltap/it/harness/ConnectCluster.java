/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several Connect workers of one group, each in its own process. They share connectors and tasks,
 * and take over those of a worker that dies.
 */
public final class ConnectCluster implements AutoCloseable {
  private final KafkaServer kafka;
  private final List<ConnectWorker> workers = new ArrayList<>();

  private ConnectCluster(KafkaServer kafka) {
    this.kafka = kafka;
  }

  /**
   * Starts the workers and waits until each of them answers.
   *
   * @param settings of every worker, in addition to the usual settings
   */
  public static ConnectCluster start(
      String name, KafkaServer kafka, int count, Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("group.id", "connect-" + name);
    // the group gives up a dead worker as soon as a broker allows
    all.put("session.timeout.ms", "6000");
    all.put("heartbeat.interval.ms", "1000");
    all.putAll(settings);
    ConnectCluster cluster = new ConnectCluster(kafka);
    try {
      for (int index = 0; index < count; index++) {
        cluster.workers.add(ConnectWorker.member(name, index, kafka, all));
      }
      cluster.workers.forEach(ConnectWorker::awaitReady);
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Creates a connector. It lives until it is closed, also when workers die. */
  public Connector create(TestDatabase database, ConnectorConfig config) {
    return Connector.create(new ConnectAccess(kafka, this::rest, this::isAlive), database, config);
  }

  /**
   * Returns the worker with an ID.
   *
   * @param id as {@link Connector#workerOfTask}, {@link Connector#workerOfConnector} and {@link
   *     SinkConnector#workerOfTask} return it
   */
  public ConnectWorker worker(String id) {
    return workers.stream()
        .filter(worker -> worker.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no worker " + id));
  }

  /** Returns a worker other than this one. */
  public ConnectWorker another(ConnectWorker than) {
    return workers.stream()
        .filter(worker -> worker != than)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is one worker only"));
  }

  /** Returns all workers. */
  public List<ConnectWorker> workers() {
    return List.copyOf(workers);
  }

  @Override
  public void close() {
    workers.forEach(ConnectWorker::close);
  }

  private boolean isAlive() {
    return workers.stream().anyMatch(ConnectWorker::isAlive);
  }

  private Rest rest() {
    return workers.stream()
        .filter(ConnectWorker::isAlive)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("all workers are dead"))
        .rest();
  }
}
