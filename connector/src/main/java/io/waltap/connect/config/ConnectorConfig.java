/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import io.waltap.connect.types.TypeOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * The configuration of a connector, checked and typed. Keys, defaults and meanings stand in the
 * {@code ...Keys} class of each group; what becomes of Debezium's properties, in {@link
 * DebeziumProperties}. Immutable.
 */
public final class ConnectorConfig {

  /** Longer waits would keep a task from stopping in time; Debezium has the same bound. */
  private static final Duration LONGEST_POLL = Duration.ofSeconds(5);

  private static final List<String> DRIVER_PREFIXES = List.of("database.", "driver.");

  private final Map<String, String> properties;
  private final AbstractConfig values;
  private final TableSelection tables;
  private final NamePatterns snapshotTables;
  private final SelectOverrides selectOverrides;
  private final ColumnSelection columns;
  private final MessageKeys messageKeys;
  private final ColumnMasks columnMasks;
  private final SourceTypePropagation sourceTypes;
  private final IncludeExclude messagePrefixes;
  private final TypeOptions typeOptions;
  private final Lane lane;

  /**
   * @param properties as Connect hands them over, with all references to secrets resolved
   * @throws ConfigException if a required property is missing, or a value is wrong by itself or
   *     beside the others
   */
  public ConnectorConfig(Map<String, String> properties) {
    this.properties = Map.copyOf(PropertyChecks.withoutNulls(properties));
    values = new AbstractConfig(definition(), this.properties, false);
    StringBuilder wrong = new StringBuilder();
    for (ConfigProblem problem : problems(this.properties)) {
      wrong.append(wrong.isEmpty() ? "" : "\n").append(problem.property()).append(": ");
      wrong.append(problem.message());
    }
    if (!wrong.isEmpty()) {
      throw new ConfigException(wrong.toString());
    }
    tables =
        new TableSelection(
            new IncludeExclude(
                NamePatterns.parse(
                    FilterKeys.SCHEMA_INCLUDE_LIST, text(FilterKeys.SCHEMA_INCLUDE_LIST)),
                NamePatterns.parse(
                    FilterKeys.SCHEMA_EXCLUDE_LIST, text(FilterKeys.SCHEMA_EXCLUDE_LIST))),
            new IncludeExclude(
                patterns(FilterKeys.TABLE_INCLUDE_LIST, 2),
                patterns(FilterKeys.TABLE_EXCLUDE_LIST, 2)));
    snapshotTables = patterns(SnapshotKeys.INCLUDE_LIST, 2);
    selectOverrides = SelectOverrides.of(this.properties, databaseName());
    columns =
        new ColumnSelection(
            new IncludeExclude(
                patterns(FilterKeys.COLUMN_INCLUDE_LIST, 3),
                patterns(FilterKeys.COLUMN_EXCLUDE_LIST, 3)));
    messageKeys = MessageKeys.parse(text(EventKeys.MESSAGE_KEY_COLUMNS), databaseName());
    columnMasks = ColumnMasks.of(this.properties, databaseName());
    sourceTypes =
        new SourceTypePropagation(
            patterns(EventKeys.COLUMN_PROPAGATE_SOURCE_TYPE, 3),
            patterns(EventKeys.DATATYPE_PROPAGATE_SOURCE_TYPE, 3));
    messagePrefixes =
        new IncludeExclude(
            NamePatterns.parse(
                FilterKeys.MESSAGE_PREFIX_INCLUDE_LIST,
                text(FilterKeys.MESSAGE_PREFIX_INCLUDE_LIST)),
            NamePatterns.parse(
                FilterKeys.MESSAGE_PREFIX_EXCLUDE_LIST,
                text(FilterKeys.MESSAGE_PREFIX_EXCLUDE_LIST)));
    typeOptions =
        new TypeOptions(
            chosen(TypeKeys.DECIMAL_HANDLING_MODE, TypeKeys.DECIMALS),
            chosen(TypeKeys.TIME_PRECISION_MODE, TypeKeys.TIMES),
            chosen(TypeKeys.BINARY_HANDLING_MODE, TypeKeys.BINARIES),
            chosen(TypeKeys.INTERVAL_HANDLING_MODE, TypeKeys.INTERVALS),
            chosen(TypeKeys.HSTORE_HANDLING_MODE, TypeKeys.HSTORES),
            values.getBoolean(TypeKeys.INCLUDE_UNKNOWN_DATATYPES),
            TypeKeys.placeholder(
                TypeKeys.UNAVAILABLE_VALUE_PLACEHOLDER,
                text(TypeKeys.UNAVAILABLE_VALUE_PLACEHOLDER)),
            values.getInt(TypeKeys.MONEY_FRACTION_DIGITS));
    lane = Lane.of(this.properties, slotName());
  }

  /** All keys of the connector; the ones that are always refused are marked internal. */
  public static ConfigDef definition() {
    ConfigDef definition = new ConfigDef();
    ConnectionKeys.define(definition);
    ReplicationKeys.define(definition);
    SnapshotKeys.define(definition);
    FilterKeys.define(definition);
    EventKeys.define(definition);
    TypeKeys.define(definition);
    TopicKeys.define(definition);
    AdvancedKeys.define(definition);
    RefusedProperties.define(definition);
    return definition;
  }

  /**
   * What is wrong with properties beside each other, and with those whose keys vary. What {@link
   * #definition()} finds on its own is not repeated, and a property that it refuses is left out of
   * the comparison.
   */
  public static List<ConfigProblem> problems(Map<String, String> properties) {
    return new PropertyChecks(properties).run();
  }

  /** Whether Connect has transformations between the task and the converters. */
  public boolean hasTransformations() {
    return !properties.getOrDefault("transforms", "").isBlank();
  }

  /** The connector's name in the Connect cluster; null if the properties do not say it. */
  public String connectorName() {
    return properties.get("name");
  }

  // Connection

  /** One host, or several separated by commas without blanks, each perhaps with its port. */
  public String hostname() {
    return text(ConnectionKeys.HOSTNAME).replace(" ", "");
  }

  public int port() {
    return values.getInt(ConnectionKeys.PORT);
  }

  public String databaseName() {
    return text(ConnectionKeys.DBNAME);
  }

  public String user() {
    return text(ConnectionKeys.USER);
  }

  /** The password, or null. Keep it out of messages and logs. */
  public String password() {
    return secret(ConnectionKeys.PASSWORD);
  }

  /** The mode as pgjdbc spells it: {@code verify-full}. */
  public String sslMode() {
    return ConnectionKeys.SSL_MODES.text(chosen(ConnectionKeys.SSL_MODE, ConnectionKeys.SSL_MODES));
  }

  /** Path of the client's certificate, or null. */
  public String sslCert() {
    return text(ConnectionKeys.SSL_CERT);
  }

  /** Path of the client's private key, or null. */
  public String sslKey() {
    return text(ConnectionKeys.SSL_KEY);
  }

  /** Path of the certificates that are trusted, or null. */
  public String sslRootCert() {
    return text(ConnectionKeys.SSL_ROOT_CERT);
  }

  /** Password of the client's private key, or null. Keep it out of messages and logs. */
  public String sslPassword() {
    return secret(ConnectionKeys.SSL_PASSWORD);
  }

  /** Class of the socket factory, or null. */
  public String sslFactory() {
    return text(ConnectionKeys.SSL_FACTORY);
  }

  public boolean tcpKeepAlive() {
    return values.getBoolean(ConnectionKeys.TCP_KEEP_ALIVE);
  }

  /** Zero for no limit. */
  public Duration queryTimeout() {
    return millis(ConnectionKeys.QUERY_TIMEOUT);
  }

  /** The statements that each new connection runs first. */
  public List<String> initialStatements() {
    String statements = text(ConnectionKeys.INITIAL_STATEMENTS);
    return statements == null ? List.of() : List.copyOf(SemicolonLists.statements(statements));
  }

  /**
   * Properties for the driver alone, without their prefix: {@code driver.*}, and the {@code
   * database.*} ones that neither this connector nor Debezium knows. They may hold secrets. A
   * {@code driver.*} property wins.
   */
  public Map<String, String> driverProperties() {
    Set<String> known = values.values().keySet();
    Map<String, String> driver = new HashMap<>();
    for (String prefix : DRIVER_PREFIXES) {
      for (Map.Entry<String, String> each : properties.entrySet()) {
        String key = each.getKey();
        if (key.startsWith(prefix)
            && key.length() > prefix.length()
            && !known.contains(key)
            && !DebeziumProperties.isKnown(key)) {
          driver.put(key.substring(prefix.length()), each.getValue());
        }
      }
    }
    return Map.copyOf(driver);
  }

  // Replication

  public String slotName() {
    return text(ReplicationKeys.SLOT_NAME);
  }

  public boolean slotFailover() {
    return values.getBoolean(ReplicationKeys.SLOT_FAILOVER);
  }

  /** Further options for pgoutput. */
  public Map<String, String> slotStreamParams() {
    return Map.copyOf(
        SemicolonLists.pairs(
            ReplicationKeys.SLOT_STREAM_PARAMS, text(ReplicationKeys.SLOT_STREAM_PARAMS)));
  }

  public String publicationName() {
    return text(ReplicationKeys.PUBLICATION_NAME);
  }

  public PublicationAutocreateMode publicationAutocreateMode() {
    return chosen(ReplicationKeys.PUBLICATION_AUTOCREATE_MODE, ReplicationKeys.AUTOCREATE_MODES);
  }

  public boolean publishViaPartitionRoot() {
    return values.getBoolean(ReplicationKeys.PUBLISH_VIA_PARTITION_ROOT);
  }

  public Duration statusUpdateInterval() {
    return millis(ReplicationKeys.STATUS_UPDATE_INTERVAL);
  }

  /** The lane that this task runs; for the connector itself, the first of a single one. */
  public Lane lane() {
    return lane;
  }

  /** How the tables would be spread over so many lanes. */
  public LaneLayout laneLayout(int lanes) {
    return LaneLayout.of(lanes, text(ReplicationKeys.LANE_ASSIGNMENTS));
  }

  /** Zero: tables are discovered only as their changes come by. */
  public Duration tableDiscoveryInterval() {
    return millis(ReplicationKeys.TABLE_DISCOVERY_INTERVAL);
  }

  public boolean lanePublications() {
    return values.getBoolean(ReplicationKeys.LANE_PUBLICATIONS);
  }

  public StartPosition startPosition() {
    return StartPosition.parse(text(ReplicationKeys.START_POSITION));
  }

  public boolean slotDropOnReset() {
    return values.getBoolean(ReplicationKeys.SLOT_DROP_ON_RESET);
  }

  // Snapshot

  public SnapshotMode snapshotMode() {
    return chosen(SnapshotKeys.MODE, SnapshotKeys.MODES);
  }

  public SnapshotStrategy snapshotStrategy() {
    return chosen(SnapshotKeys.STRATEGY, SnapshotKeys.STRATEGIES);
  }

  /** The most rows of an incremental snapshot's chunk. */
  public int incrementalChunkSize() {
    return values.getInt(SnapshotKeys.CHUNK_SIZE);
  }

  public int snapshotMaxThreads() {
    return values.getInt(SnapshotKeys.MAX_THREADS);
  }

  /** Whether a table is captured, by this lane. */
  public boolean captures(String schema, String table) {
    return tables.includes(schema, table) && lane.carries(schema, table);
  }

  /** Whether a table is captured and takes part in snapshots. */
  public boolean snapshotIncludes(String schema, String table) {
    return tables.includes(schema, table)
        && (snapshotTables.isEmpty() || snapshotTables.matches(schema + "." + table));
  }

  /** The statement that reads a table in a snapshot, or null for the usual one. */
  public String snapshotSelectOverride(String schema, String table) {
    return selectOverrides.find(schema, table);
  }

  public Duration snapshotDelay() {
    return millis(SnapshotKeys.SNAPSHOT_DELAY);
  }

  public Duration streamingDelay() {
    return millis(SnapshotKeys.STREAMING_DELAY);
  }

  // Filters

  public TableSelection tables() {
    return tables;
  }

  public ColumnSelection columns() {
    return columns;
  }

  public Set<Operation> skippedOperations() {
    return Operation.parseAll(FilterKeys.SKIPPED_OPERATIONS, text(FilterKeys.SKIPPED_OPERATIONS));
  }

  public boolean skipMessagesWithoutChange() {
    return values.getBoolean(FilterKeys.SKIP_MESSAGES_WITHOUT_CHANGE);
  }

  /** Whether logical decoding messages with a prefix are captured. */
  public boolean includesMessagePrefix(String prefix) {
    return messagePrefixes.admits(prefix);
  }

  // Events

  public boolean tombstonesOnDelete() {
    return values.getBoolean(EventKeys.TOMBSTONES_ON_DELETE);
  }

  public boolean transactionMetadata() {
    return values.getBoolean(EventKeys.PROVIDE_TRANSACTION_METADATA);
  }

  public MessageKeys messageKeys() {
    return messageKeys;
  }

  public ColumnMasks columnMasks() {
    return columnMasks;
  }

  public SourceTypePropagation sourceTypePropagation() {
    return sourceTypes;
  }

  public boolean includeSchemaComments() {
    return values.getBoolean(EventKeys.INCLUDE_SCHEMA_COMMENTS);
  }

  public boolean extendedHeaders() {
    return values.getBoolean(EventKeys.EXTENDED_HEADERS_ENABLED);
  }

  // Types

  public TypeOptions typeOptions() {
    return typeOptions;
  }

  // Topics

  public String topicPrefix() {
    return text(TopicKeys.TOPIC_PREFIX);
  }

  public String topicDelimiter() {
    return text(TopicKeys.TOPIC_DELIMITER);
  }

  /** First part of the heartbeat topic's name; delimiter and {@link #topicPrefix()} follow it. */
  public String heartbeatTopicPrefix() {
    String prefix = text(TopicKeys.TOPIC_HEARTBEAT_PREFIX);
    return prefix == null ? text(TopicKeys.HEARTBEAT_TOPICS_PREFIX) : prefix;
  }

  /** Last part of the transaction topic's name; {@link #topicPrefix()} and delimiter precede it. */
  public String transactionTopicName() {
    return text(TopicKeys.TOPIC_TRANSACTION);
  }

  public NameAdjustment schemaNameAdjustment() {
    return chosen(TopicKeys.SCHEMA_NAME_ADJUSTMENT_MODE, TopicKeys.ADJUSTMENTS);
  }

  public NameAdjustment fieldNameAdjustment() {
    return chosen(TopicKeys.FIELD_NAME_ADJUSTMENT_MODE, TopicKeys.ADJUSTMENTS);
  }

  // Advanced

  /** Zero for no heartbeats. */
  public Duration heartbeatInterval() {
    return millis(AdvancedKeys.HEARTBEAT_INTERVAL);
  }

  public int maxBatchSize() {
    return values.getInt(AdvancedKeys.MAX_BATCH_SIZE);
  }

  public int maxQueueSize() {
    return values.getInt(AdvancedKeys.MAX_QUEUE_SIZE);
  }

  /** Zero for no limit. */
  public long maxQueueBytes() {
    return values.getLong(AdvancedKeys.MAX_QUEUE_BYTES);
  }

  public Duration transactionLinger() {
    return millis(AdvancedKeys.TRANSACTION_LINGER);
  }

  /** Zero: never. */
  public Duration transactionSplitAfter() {
    return millis(AdvancedKeys.TRANSACTION_SPLIT_AFTER);
  }

  public Duration pollInterval() {
    Duration interval = millis(AdvancedKeys.POLL_INTERVAL);
    return interval.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : interval;
  }

  /** How many retries in a row; -1 for no limit. */
  public int errorsMaxRetries() {
    return values.getInt(AdvancedKeys.ERRORS_MAX_RETRIES);
  }

  public Duration reconnectBackoff() {
    return millis(AdvancedKeys.RECONNECT_BACKOFF);
  }

  public Duration reconnectBackoffMax() {
    return millis(AdvancedKeys.RECONNECT_BACKOFF_MAX);
  }

  /** Debezium's properties that are set and have no effect, each with the reason; for the log. */
  public List<DebeziumProperties.Entry> ignoredProperties() {
    return DebeziumProperties.ignoredIn(new TreeMap<>(properties));
  }

  private String text(String key) {
    return values.getString(key);
  }

  private String secret(String key) {
    Password password = values.getPassword(key);
    return password == null ? null : password.value();
  }

  private Duration millis(String key) {
    return Duration.ofMillis(values.getLong(key));
  }

  private <E extends Enum<E>> E chosen(String key, EnumOption<E> choice) {
    return choice.parse(key, Objects.requireNonNull(text(key)));
  }

  private NamePatterns patterns(String key, int parts) {
    return NamePatterns.parse(key, text(key), databaseName(), parts);
  }
}
