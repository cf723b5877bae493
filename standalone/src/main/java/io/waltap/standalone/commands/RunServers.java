/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import io.waltap.embedded.EmbeddedConnect;
import io.waltap.embedded.EmbeddedKafka;
import io.waltap.embedded.FileTree;
import io.waltap.embedded.LostMarkers;
import io.waltap.embedded.PrivateFiles;
import io.waltap.standalone.landing.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker and the worker of {@code run}, on the data directory.
 *
 * <p>The broker syncs every batch to disk before it acknowledges, because there is only one. Topics
 * have no retention by time. Records are deleted only after the sink has written them, so a catalog
 * that is down for a week costs disk space, not rows.
 *
 * <p>The REST API takes a token. The broker takes every client of this host: it has no accounts.
 */
final class RunServers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunServers.class);

  private final Installation installation;
  private final RunConfig config;
  private final Ports ports;
  private final String token;
  private final LakeState lake;
  private EmbeddedKafka kafka;
  private EmbeddedConnect connect;

  /**
   * @param token of the REST API
   * @param lake remembers the base of the numbers of changes
   */
  RunServers(
      Installation installation, RunConfig config, Ports ports, String token, LakeState lake) {
    this.installation = installation;
    this.config = config;
    this.ports = ports;
    this.token = token;
    this.lake = lake;
  }

  /** Starts both; the broker goes on with what its directory has. */
  void start() throws IOException {
    if (!Files.exists(directory().resolve("cluster.id"))) {
      chooseSequenceBase();
    }
    try {
      kafka = startKafka();
    } catch (RuntimeException e) {
      throw new IOException(
          "the broker cannot start on "
              + directory()
              + ": "
              + e.getMessage()
              + ". If the directory is damaged and the catalog has the table "
              + LakeState.TABLE
              + ", delete it: the next start goes on from the positions in that table.",
          e);
    }
    endTransactions();
    connect = startConnect();
  }

  /** First in the catalog: a crash in between only leaves out some numbers. */
  private void chooseSequenceBase() throws IOException {
    long base = SequenceBase.next(lake.sequenceBase(), Instant.now());
    lake.saveSequenceBase(base);
    PrivateFiles.createDirectory(directory());
    PrivateFiles.write(base(), Long.toString(base));
  }

  /** Deletes all that the broker has, and starts both again. */
  void startEmpty() throws IOException {
    close();
    FileTree.delete(directory());
    start();
  }

  ConnectRest rest() {
    return connect.rest();
  }

  String restUrl() {
    return connect.restUrl().toString();
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /**
   * A number above all offsets of the brokers before this one, which the numbers of the changes
   * begin with. A broker that was made again counts from the start, and the tables have the numbers
   * of the one before. Zero for a broker of a version without this number.
   */
  long sequenceBase() throws IOException {
    return Files.exists(base()) ? Long.parseLong(Files.readString(base()).strip()) : 0;
  }

  /** What tells this broker's log from that of any other, before and after. */
  String clusterId() {
    return kafka.clusterId();
  }

  @Override
  public void close() {
    if (connect != null) {
      connect.close();
      connect = null;
    }
    if (kafka != null) {
      kafka.close();
      kafka = null;
    }
  }

  /** The broker's directory. */
  Path directory() {
    return config.dataDirectory().resolve("kafka");
  }

  private Path base() {
    return directory().resolve("sequence.base");
  }

  private EmbeddedKafka startKafka() {
    return EmbeddedKafka.builder(directory())
        .port(ports.broker())
        .controllerPort(ports.controller())
        .largestRecord(largestRecord())
        // the only copy
        .setting("log.flush.interval.messages", "1")
        .setting("log.retention.ms", "-1")
        .setting("log.segment.bytes", "134217728")
        .setting("log.roll.hours", "24")
        // The default would forget a group's offsets when the process was off for a week.
        .setting("offsets.retention.minutes", "525600")
        .settings(config.broker())
        .start();
  }

  private void endTransactions() throws IOException {
    try {
      for (String ended : LostMarkers.write(kafka.bootstrapServers())) {
        LOG.warn("the last run was killed while a transaction of Kafka ended; {}", ended);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the broker was checked", e);
    }
  }

  private EmbeddedConnect startConnect() {
    return EmbeddedConnect.builder(kafka.bootstrapServers())
        .pluginPath(installation.plugins())
        .port(ports.connect())
        .token(token)
        .largestRecord(largestRecord())
        // a sink without new records answers its coordinator only so often
        .offsetFlushInterval(Duration.ofSeconds(1))
        .settings(config.worker())
        .start();
  }

  /**
   * A record may have the row twice, before and after the change, and base64 is a third longer than
   * the bytes that it stands for.
   */
  private int largestRecord() {
    return (int) Math.min(1_900L << 20, config.maxRowBytes() * 8L / 3 + (1 << 20));
  }
}
