/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static io.waltap.connect.config.ConfigFixture.config;
import static io.waltap.connect.config.ConfigFixture.errors;
import static io.waltap.connect.config.ConfigFixture.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.types.TypeOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorConfigTest {

  /**
   * Key and default of every visible key. A change of a line here is a change for users: it needs a
   * changelog line.
   */
  private static final String DEFAULTS =
      """
      accept.system.id=null
      binary.handling.mode=bytes
      column.exclude.list=null
      column.include.list=null
      column.propagate.source.type=null
      database.dbname=required
      database.fallback.charset=null
      database.hostname=required
      database.initial.statements=null
      database.password=null
      database.password.file=null
      database.port=5432
      database.query.timeout.ms=600000
      database.sslcert=null
      database.sslfactory=null
      database.sslkey=null
      database.sslmode=prefer
      database.sslpassword=null
      database.sslrootcert=null
      database.tcpKeepAlive=true
      database.user=required
      datatype.propagate.source.type=null
      decimal.handling.mode=precise
      errors.max.retries=-1
      extended.headers.enabled=true
      field.name.adjustment.mode=none
      heartbeat.interval.ms=5000
      heartbeat.topics.prefix=__debezium-heartbeat
      hstore.handling.mode=json
      include.schema.comments=false
      include.unknown.datatypes=false
      incremental.snapshot.chunk.size=1024
      interval.handling.mode=numeric
      lane.assignments=null
      lane.publications=true
      max.batch.size=2048
      max.queue.size=8192
      max.queue.size.in.bytes=67108864
      message.key.columns=null
      message.prefix.exclude.list=null
      message.prefix.include.list=null
      mirror.signals.enabled=false
      mirror.signals.interval.ms=1000
      money.fraction.digits=2
      poll.interval.ms=500
      provide.transaction.metadata=false
      publication.autocreate.mode=all_tables
      publication.name=dbz_publication
      publication.tables.without.identity=leave_out
      publish.via.partition.root=false
      reconnect.backoff.max.ms=60000
      reconnect.backoff.ms=1000
      schema.exclude.list=null
      schema.include.list=null
      schema.name.adjustment.mode=none
      skip.messages.without.change=false
      skipped.operations=t
      slot.confirm.on.request=false
      slot.drop.on.reset=false
      slot.failover=false
      slot.name=debezium
      slot.stream.params=null
      snapshot.delay.ms=0
      snapshot.include.collection.list=null
      snapshot.max.threads=4
      snapshot.mode=initial
      snapshot.select.statement.overrides=null
      snapshot.strategy=consistent
      start.position=null
      status.update.interval.ms=10000
      streaming.delay.ms=0
      table.discovery.interval.ms=30000
      table.exclude.list=null
      table.failure.mode=set_aside
      table.hold.max.bytes=4294967296
      table.include.list=null
      time.precision.mode=adaptive
      tombstones.on.delete=true
      topic.delimiter=.
      topic.heartbeat.prefix=null
      topic.name.escape=false
      topic.prefix=required
      topic.transaction=transaction
      transaction.linger.ms=0
      transaction.split.after.ms=45000
      unavailable.value.placeholder=__debezium_unavailable_value
      """;

  @Test
  void everyKeyHasTheDefaultThatIsWrittenDownHere() {
    Map<String, Object> defaults = new TreeMap<>();
    ConnectorConfig.definition()
        .configKeys()
        .forEach(
            (name, key) -> {
              if (!key.internalConfig) {
                defaults.put(name, key.hasDefault() ? key.defaultValue : "required");
              }
            });
    StringBuilder lines = new StringBuilder();
    defaults.forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));

    assertThat(lines.toString()).isEqualTo(DEFAULTS);
  }

  @Test
  void everyVisibleKeyHasGroupOrderDisplayNameAndDocumentation() {
    for (ConfigDef.ConfigKey key : ConnectorConfig.definition().configKeys().values()) {
      if (!key.internalConfig) {
        assertThat(key.group).as(key.name).isNotBlank();
        assertThat(key.orderInGroup).as(key.name).isPositive();
        assertThat(key.displayName).as(key.name).isNotBlank();
        assertThat(key.documentation).as(key.name).isNotBlank();
      }
    }
  }

  @Test
  void aMinimalConfigurationHasTheDocumentedDefaults() {
    ConnectorConfig config = config();

    assertThat(config.connectorName()).isEqualTo("orders-source");
    assertThat(config.connection().password()).isNull();
    assertThat(config.connection().sslMode()).isEqualTo("prefer");
    assertThat(config.connection().queryTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.connection().initialStatements()).isEmpty();
    assertThat(config.connection().driverProperties()).isEmpty();
    assertThat(config.replication().slotStreamParams()).isEmpty();
    assertThat(config.replication().publicationAutocreateMode())
        .isEqualTo(PublicationAutocreateMode.ALL_TABLES);
    assertThat(config.snapshot().mode()).isEqualTo(SnapshotMode.INITIAL);
    assertThat(config.filters().skippedOperations()).containsExactly(Operation.TRUNCATE);
    assertThat(config.delivery().heartbeatInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.delivery().pollInterval()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.delivery().reconnectBackoff()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.delivery().reconnectBackoffMax()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.delivery().errorsMaxRetries()).isEqualTo(-1);
    assertThat(config.ignoredProperties()).isEmpty();
    assertThat(config.types().decimal()).isEqualTo(TypeOptions.DecimalHandling.PRECISE);
    assertThat(config.types().unavailablePlaceholder())
        .isEqualTo("__debezium_unavailable_value".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic.prefix", "database.hostname", "database.user", "database.dbname"})
  void aMissingRequiredPropertyIsAnError(String key) {
    Map<String, String> properties = properties();
    properties.remove(key);

    assertThatThrownBy(() -> new ConnectorConfig(properties))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key);
  }

  @Test
  void aRequiredPropertySetToNullIsMissing() {
    Map<String, String> properties = properties();
    properties.put("database.user", null);

    assertThatThrownBy(() -> new ConnectorConfig(properties))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("database.user");
  }

  @Test
  void aValueThatBreaksItsOwnRuleIsReportedOnItsKey() {
    assertThat(errors("slot.name", "Orders")).singleElement().asString().contains("lower-case");
    assertThat(errors("slot.name", "a".repeat(64))).hasSize(1);
    assertThat(errors("slot.name", "a".repeat(63))).isEmpty();
    assertThat(errors("topic.prefix", "my server")).hasSize(1);
    assertThat(errors("topic.prefix", "my-server_1.eu")).isEmpty();
    assertThat(errors("database.port", "0")).hasSize(1);
    assertThat(errors("database.port", "65536")).hasSize(1);
    assertThat(errors("database.hostname", " ")).hasSize(1);
    assertThat(errors("publication.name", "ü".repeat(32))).hasSize(1);
    assertThat(errors("max.batch.size", "0")).hasSize(1);
    assertThat(errors("errors.max.retries", "-2")).hasSize(1);
    assertThat(errors("decimal.handling.mode", "exact"))
        .singleElement()
        .asString()
        .contains("precise, string, double");
    assertThat(errors("skipped.operations", "t,x")).hasSize(1);
    assertThat(errors("slot.stream.params", "origin")).hasSize(1);
    assertThat(errors("unavailable.value.placeholder", "hex:4")).hasSize(1);
    assertThat(errors("mirror.signals.interval.ms", "-1")).hasSize(1);
    assertThat(errors("mirror.signals.interval.ms", "0")).isEmpty();
  }

  @Test
  void severalHostsAreSeparatedByCommas() {
    assertThat(errors("database.hostname", "db1.example, db2.example:5433,[::1]")).isEmpty();
    assertThat(errors("database.hostname", "db1.example,,db2.example")).hasSize(1);
    assertThat(config("database.hostname", "db1, db2").connection().hostname())
        .isEqualTo("db1,db2");
  }

  /** Guards against a host that smuggles driver parameters into the JDBC URL. */
  @Test
  void aHostCannotCarryMoreThanAHost() {
    assertThat(errors("database.hostname", "db/other?socketFactory=evil.Factory")).hasSize(1);
  }

  @Test
  void enumeratedValuesAreReadWithoutRegardToCase() {
    assertThat(config("snapshot.mode", "When_Needed").snapshot().mode())
        .isEqualTo(SnapshotMode.WHEN_NEEDED);
    assertThat(config("database.sslmode", "VERIFY-FULL").connection().sslMode())
        .isEqualTo("verify-full");
    assertThat(config("binary.handling.mode", "base64-url-safe").types().binary())
        .isEqualTo(TypeOptions.BinaryHandling.BASE64_URL_SAFE);
  }

  @Test
  void neverIsAnotherNameForNoData() {
    assertThat(config("snapshot.mode", "never").snapshot().mode()).isEqualTo(SnapshotMode.NO_DATA);
  }

  @Test
  void userInterfacesAreOfferedTheEnumeratedValues() {
    assertThat(
            ConnectorConfig.definition()
                .validateAll(properties())
                .get("publication.autocreate.mode")
                .recommendedValues())
        .containsExactly("all_tables", "filtered", "disabled", "no_tables");
  }

  @Test
  void passwordsAreHiddenInTheDefinitionAndReadableInTheConfiguration() {
    assertThat(ConnectorConfig.definition().configKeys().get("database.password").type)
        .isEqualTo(ConfigDef.Type.PASSWORD);
    assertThat(config("database.password", "s3cret").connection().password()).isEqualTo("s3cret");
  }

  @Test
  void initialStatementsAreSplitAtSingleSemicolons() {
    assertThat(
            config("database.initial.statements", "set a = 1; select ';;x' ;")
                .connection()
                .initialStatements())
        .containsExactly("set a = 1", "select ';x'");
  }

  @Test
  void streamParametersAreNameValuePairs() {
    assertThat(
            config("slot.stream.params", "origin=none; messages = true")
                .replication()
                .slotStreamParams())
        .containsOnly(Map.entry("origin", "none"), Map.entry("messages", "true"));
  }

  @Test
  void unknownDatabasePropertiesAndAllDriverPropertiesGoToTheDriver() {
    assertThat(
            config(
                    "database.socketTimeout", "30",
                    "database.ApplicationName", "a",
                    "driver.ApplicationName", "b",
                    "database.sslmode", "require",
                    "database.include.list", "shop")
                .connection()
                .driverProperties())
        .containsOnly(Map.entry("socketTimeout", "30"), Map.entry("ApplicationName", "b"));
  }

  @Test
  void noneSkipsNoOperationAndStandsAlone() {
    assertThat(config("skipped.operations", "none").filters().skippedOperations()).isEmpty();
    assertThat(config("skipped.operations", "c, D").filters().skippedOperations())
        .containsExactlyInAnyOrder(Operation.CREATE, Operation.DELETE);
    assertThat(errors("skipped.operations", "none,t")).hasSize(1);
  }

  @Test
  void thePlaceholderMayBeGivenInHexadecimal() {
    assertThat(config("unavailable.value.placeholder", "hex:4142").types().unavailablePlaceholder())
        .containsExactly('A', 'B');
  }

  @Test
  void theNewerHeartbeatPrefixWins() {
    assertThat(config().topics().heartbeatPrefix()).isEqualTo("__debezium-heartbeat");
    assertThat(config("heartbeat.topics.prefix", "old").topics().heartbeatPrefix())
        .isEqualTo("old");
    assertThat(
            config("heartbeat.topics.prefix", "old", "topic.heartbeat.prefix", "new")
                .topics()
                .heartbeatPrefix())
        .isEqualTo("new");
  }

  @Test
  void aPollWaitsFiveSecondsAtMost() {
    assertThat(config("poll.interval.ms", "60000").delivery().pollInterval())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void messagePrefixesAreFiltered() {
    ConnectorConfig including = config("message.prefix.include.list", "order.*,audit");
    assertThat(including.filters().includesMessagePrefix("ORDERS")).isTrue();
    assertThat(including.filters().includesMessagePrefix("audits")).isFalse();

    ConnectorConfig excluding = config("message.prefix.exclude.list", "debug");
    assertThat(excluding.filters().includesMessagePrefix("debug")).isFalse();
    assertThat(excluding.filters().includesMessagePrefix("orders")).isTrue();
  }

  @Test
  void aSnapshotReadsTheCapturedTablesThatItsListNames() {
    ConnectorConfig config =
        config(
            "table.include.list", "public\\..*",
            "snapshot.include.collection.list", "public.orders,audit.log");
    assertThat(reads(config, "public", "orders")).isTrue();
    assertThat(reads(config, "public", "items")).isFalse();
    assertThat(reads(config, "audit", "log")).isFalse();
    assertThat(reads(config(), "public", "items")).isTrue();
  }

  @Test
  void aTableMayBeReadByAStatementOfItsOwn() {
    ConnectorConfig config =
        config(
            "snapshot.select.statement.overrides", "public.orders, shop.public.items",
            "snapshot.select.statement.overrides.public.orders",
                "select * from orders where live; ;",
            "snapshot.select.statement.overrides.shop.public.items", "select * from items");
    assertThat(config.snapshot().selectOverride(new TableId("public", "orders")))
        .isEqualTo("select * from orders where live");
    assertThat(config.snapshot().selectOverride(new TableId("public", "items")))
        .isEqualTo("select * from items");
    assertThat(config.snapshot().selectOverride(new TableId("public", "customers"))).isNull();
  }

  private static boolean reads(ConnectorConfig config, String schema, String name) {
    TableId table = new TableId(schema, name);
    return config.filters().includes(table) && config.snapshot().includes(table);
  }
}
