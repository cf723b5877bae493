/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.convert.EarlyConversion;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.schema.TopicNaming;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What all records of a task have in common, made once. Safe for several threads. */
public final class RecordContext {
  private final ConnectorConfig config;
  private final TopicNaming topics;
  private final SourceBlock source;
  private final ContextHeaders headers;
  private final EarlyConversion earlyConversion;
  private final DroppedRecords dropped;
  private final Set<String> begunTopics = ConcurrentHashMap.newKeySet();
  private final MarkerRecords markers;

  /**
   * @param version Waltap's own version, which is in each event's {@code source.version}
   */
  public RecordContext(ConnectorConfig config, TopicNaming topics, String version, String taskId) {
    this.config = config;
    this.topics = topics;
    this.source =
        new SourceBlock(version, config.topics().prefix(), config.connection().databaseName());
    this.headers =
        new ContextHeaders(
            config.events().extendedHeaders(),
            config.topics().prefix(),
            taskId,
            UUID.randomUUID().toString());
    this.earlyConversion = new EarlyConversion(!config.hasTransformations());
    this.dropped = new DroppedRecords(topics.heartbeat());
    this.markers = config.events().mirrorSignals() ? new MarkerRecords(topics, begunTopics) : null;
  }

  ConnectorConfig config() {
    return config;
  }

  TopicNaming topics() {
    return topics;
  }

  SourceBlock source() {
    return source;
  }

  ContextHeaders headers() {
    return headers;
  }

  /** Converts records of this task before Connect asks for them. */
  public EarlyConversion earlyConversion() {
    return earlyConversion;
  }

  /** The records of this task that Connect has dropped. */
  public DroppedRecords dropped() {
    return dropped;
  }

  /** Makes the markers of this task; null without {@code mirror.signals.enabled}. */
  public MarkerRecords markers() {
    return markers;
  }

  /**
   * Names the log whose changes are delivered from here on.
   *
   * @param systemId the cluster's identifier, a decimal number
   * @param begunAt where the timeline begins; {@link io.waltap.connect.pgoutput.Lsn#NONE} for the
   *     first one, or if that is not known
   */
  public void identify(String systemId, int timeline, long begunAt) {
    if (markers != null) {
      markers.identify(systemId, timeline, begunAt);
    }
  }

  Envelope envelope(TableSchema table) {
    String name = config.topics().schemaNames().adjust(table.topic() + ".Envelope");
    return new Envelope(name, table.valueSchema(), earlyConversion);
  }

  /**
   * Marks the record if the task has made no other of its topic. Called for the first record of an
   * envelope only.
   */
  CapturedRecord beginTopic(CapturedRecord record) {
    return record.beginningTopic(begunTopics.add(record.topic()));
  }
}
