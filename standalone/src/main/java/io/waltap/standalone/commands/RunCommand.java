/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import io.waltap.embedded.EmbeddedConnect;
import io.waltap.embedded.RestToken;
import io.waltap.standalone.lake.LakeUpkeep;
import io.waltap.standalone.landing.Installation;
import io.waltap.standalone.landing.Landing;
import io.waltap.standalone.landing.SecretReference;
import io.waltap.standalone.landing.SinkProperties;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process from a database to a catalog: a broker, a Connect worker, the source and one or two
 * sinks. The slot is confirmed only for what is in the tables, and the positions are in the catalog
 * as well. So a run continues where the last one ended, also after a crash, and without its data
 * directory.
 */
public final class RunCommand {
  /** Stopped, and everything that was captured is in the tables. */
  public static final int LANDED = 0;

  /** Stopped, and the rest lands after the next start. */
  public static final int NOT_LANDED = 3;

  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration HEALTH = Duration.ofSeconds(30);
  private static final Duration UPKEEP = Duration.ofMinutes(10);
  private static final Duration KEEP_LANDED = Duration.ofDays(1);

  private final Installation installation;
  private final RunConfig config;
  private final StopSignal stop;
  private final PrintStream out;

  public RunCommand(Installation installation, RunConfig config, StopSignal stop, PrintStream out) {
    this.installation = installation;
    this.config = config;
    this.stop = stop;
    this.out = out;
  }

  /** Runs until the stop signal, and returns the exit code. */
  public int run() throws IOException {
    Path data = config.dataDirectory();
    Path header = data.resolve("rest.header");
    String token = RestToken.inFile(header);
    Listeners.warnings(config.broker(), config.worker()).forEach(LOG::warn);
    Ports ports = Ports.of(data);
    say("starting, data in " + data.toAbsolutePath());
    try (HealthServer health = HealthServer.startIfWanted(config);
        ConnectorCode connector = new ConnectorCode(installation);
        LakeAccess access = new LakeAccess(installation, config, stop)) {
      Checks checks = new Checks(installation, config);
      ReadyDatabase.Outcome database = new ReadyDatabase(checks, stop, this::say).await(health);
      if (database == ReadyDatabase.Outcome.REFUSED) {
        return PreflightCommand.NOT_READY;
      }
      Optional<LakeState> state =
          database == ReadyDatabase.Outcome.STOPPED ? Optional.empty() : access.open(health);
      if (state.isEmpty()) {
        say("stopped; nothing was started");
        return LANDED;
      }
      state.get().requireLogApart();
      try (RunServers servers = new RunServers(installation, config, ports, token, state.get())) {
        servers.start();
        return land(servers, state.get(), connector, access.lake(), health, header)
            ? LANDED
            : NOT_LANDED;
      }
    }
  }

  /** Runs the connectors until the stop signal, and returns whether everything has landed. */
  private boolean land(
      RunServers servers,
      LakeState state,
      ConnectorCode connector,
      LakeUpkeep lake,
      HealthServer health,
      Path header)
      throws IOException {
    Supplier<SlotReport> slot = () -> slot(connector);
    TableTopics names = connector.call(ConnectorCode.TOPICS, TableTopics.class, resolvedSource());
    MirrorStart mirror = new MirrorStart(servers, config, state, names);
    List<String> gaps =
        new FirstPositions(servers, config, state, mirror, slot, this::say).restore();
    RunSinks sinks = RunSinks.of(config, servers, gaps);
    try (Landing landing = sinks.landing(servers.bootstrapServers())) {
      landing.createTopics();
      ConnectRest rest = servers.rest();
      rest.putConfig(RunSinks.SOURCE, config.storedSource());
      sinks.start(rest);
      // The last run left the source stopped.
      rest.resume(RunSinks.SOURCE);
      say(
          "running; Kafka "
              + servers.bootstrapServers()
              + ", Kafka Connect "
              + servers.restUrl()
              + " (curl -H @"
              + header
              + ")"
              + (health.url().isEmpty() ? "" : ", health " + health.url()));
      DurablePositions positions =
          new DurablePositions(rest, landing, state, otherTopics(sinks), commitInterval());
      RunHealth look = new RunHealth(rest, sinks.names(), landing, positions, slot);
      watch(look, landing, positions, state, lake, health);
      health.set("stopping", List.of("a signal to stop was received"));
      return new Drain(rest, sinks, positions, config, this::say).run(commitInterval());
    }
  }

  /** Topics of the worker, of a sink, and of events that are no rows. */
  private Set<String> otherTopics(RunSinks sinks) {
    Map<String, String> source = config.source();
    String prefix = source.get("topic.prefix");
    Set<String> others = new HashSet<>();
    others.add(sinks.controlTopic());
    EmbeddedConnect.TOPICS.forEach(
        (property, name) -> others.add(config.worker().getOrDefault(property, name)));
    others.add(prefix + "." + source.getOrDefault("topic.transaction", "transaction"));
    others.add(prefix + ".message");
    others.add(
        source.getOrDefault("topic.heartbeat.prefix", "__debezium-heartbeat") + "." + prefix);
    return others;
  }

  private SlotReport slot(ConnectorCode connector) {
    return connector.call(ConnectorCode.SLOT, SlotReport.class, resolvedSource());
  }

  /** The source's configuration for what does not go through Kafka Connect. */
  private Map<String, String> resolvedSource() {
    Map<String, String> source =
        new LinkedHashMap<>(SecretReference.resolved(config.source(), config.worker()));
    source.put("name", RunSinks.SOURCE);
    return source;
  }

  private void watch(
      RunHealth look,
      Landing landing,
      DurablePositions positions,
      LakeState state,
      LakeUpkeep lake,
      HealthServer health) {
    LakeSnapshots snapshots = new LakeSnapshots(lake, config);
    Pacer looks = new Pacer(HEALTH);
    Pacer upkeep = new Pacer(UPKEEP);
    while (!stop.await(STEP)) {
      Optional<String> notSaved = guarded("store positions in the catalog", positions::advance);
      if (looks.due()) {
        guarded(
            "check the connectors",
            () -> {
              say(look.line());
              health.report(withWal(look.reasons(), notSaved));
            });
      }
      if (upkeep.due()) {
        guarded(
            "delete records that have landed",
            () -> landing.trim(KEEP_LANDED, state.nextOfMirrors()));
        guarded("expire snapshots", snapshots::expire);
      }
    }
  }

  private static List<String> withWal(List<String> reasons, Optional<String> notSaved) {
    List<String> all = new ArrayList<>(reasons);
    notSaved.ifPresent(
        reason -> all.add(reason + "; the slot is not confirmed, so PostgreSQL keeps the WAL"));
    return all;
  }

  /**
   * What fails is tried again in the next round. Catalogs throw exceptions of their own.
   *
   * @return what failed, and why; empty if nothing did
   */
  private Optional<String> guarded(String what, Runnable work) {
    try {
      work.run();
      return Optional.empty();
    } catch (RuntimeException e) {
      String reason = e.getClass().getSimpleName() + ": " + config.withoutSecrets(e.getMessage());
      LOG.warn("cannot {}: {}", what, reason);
      return Optional.of("cannot " + what + ": " + reason);
    }
  }

  private Duration commitInterval() {
    return Duration.ofMillis(Long.parseLong(config.sink().get(SinkProperties.COMMIT_INTERVAL)));
  }

  private void say(String what) {
    out.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + "  " + what);
    LOG.info("{}", what);
  }
}
