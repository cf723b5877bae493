/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The servers that all tests of this JVM share: one PostgreSQL per major version, one broker, one
 * Connect worker. Each is started when a test first needs it. Tests are separated by their
 * databases, slots and topic prefixes (see {@link TestDatabase}).
 */
public final class Servers {
  private static final Servers SHARED = new Servers();

  private final Map<Integer, PostgresServer> postgres = new TreeMap<>();
  private KafkaServer kafka;
  private ConnectWorker connect;

  private Servers() {}

  /** Returns the shared server of the default major version. */
  public static PostgresServer postgres() {
    return postgres(Settings.defaultMajor());
  }

  /** Returns the shared server of a major version, 14 to 18. */
  public static PostgresServer postgres(int major) {
    synchronized (SHARED) {
      return SHARED.postgres.computeIfAbsent(
          major, unused -> launch("shared", major, Map.of("wal_level", "logical")));
    }
  }

  /**
   * Starts a server for one test that would disturb others. The test closes it.
   *
   * @param settings in addition to those that every test server has, above all {@code wal_level}
   */
  public static PostgresServer ownPostgres(String name, Map<String, String> settings) {
    return launch(name, Settings.defaultMajor(), settings);
  }

  /**
   * Starts a broker for one test that would disturb others. The test closes it.
   *
   * @param settings over the usual settings; in a container, the broker has the usual settings
   */
  public static KafkaServer ownKafka(String name, Map<String, String> settings) {
    return launchKafka(name, settings);
  }

  public static KafkaServer kafka() {
    synchronized (SHARED) {
      if (SHARED.kafka == null) {
        SHARED.kafka = launchKafka("kafka", Map.of());
      }
      return SHARED.kafka;
    }
  }

  /** Returns the shared Connect worker, which lives until all tests have run. */
  public static ConnectWorker connect() {
    synchronized (SHARED) {
      if (SHARED.connect == null) {
        SHARED.connect = ConnectWorker.start("shared", kafka());
      }
      return SHARED.connect;
    }
  }

  static void close() {
    synchronized (SHARED) {
      if (SHARED.connect != null) {
        SHARED.connect.close();
        SHARED.connect = null;
      }
      if (SHARED.kafka != null) {
        SHARED.kafka.close();
        SHARED.kafka = null;
      }
      SHARED.postgres.values().forEach(PostgresServer::close);
      SHARED.postgres.clear();
    }
  }

  private static KafkaServer launchKafka(String name, Map<String, String> settings) {
    return Settings.containers() ? KafkaServer.inContainer() : KafkaServer.embedded(name, settings);
  }

  private static PostgresServer launch(String name, int major, Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("max_replication_slots", "50");
    all.put("max_wal_senders", "50");
    all.put("max_connections", "200");
    // a test server may lose its data when the machine loses power, but not when its processes are
    // killed
    all.put("fsync", "off");
    all.put("shared_buffers", "64MB");
    all.put("timezone", "UTC");
    all.putAll(settings);
    return Settings.containers()
        ? new ContainerPostgres(major, all)
        : new LocalPostgres(name, major, all);
  }
}
