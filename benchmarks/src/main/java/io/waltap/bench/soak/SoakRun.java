/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * One run on servers that have just been started: rows, a connector, faults, and the verdict. Used
 * by one thread.
 */
final class SoakRun implements AutoCloseable {
  private static final int WRITERS = 2;
  private static final int STORM_ROWS = 20;
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final Duration STORM_PAUSE = Duration.ofMillis(250);

  /** After all has arrived: whatever comes again is noticed. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(6);

  private final SoakOptions options;
  private final SoakServers servers;
  private final SoakLog log;
  private final AtomicLong numbers = new AtomicLong();
  private final Histories ledger = new Histories();
  private final Histories delivered = new Histories();
  private final Storm storm;
  private final SoakConnector connector;
  private final TopicReader reader;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stormy = true;

  SoakRun(SoakOptions options, SoakServers servers, SoakLog log) {
    this.options = options;
    this.servers = servers;
    this.log = log;
    this.storm = new Storm(servers.postgres(), log, numbers, options.seed());
    this.connector =
        new SoakConnector(servers.worker().rest(), options, servers.link().port(), log);
    this.reader =
        new TopicReader(servers.broker().bootstrapServers(), options.exactlyOnce(), delivered, log);
    for (int i = 0; i < WRITERS; i++) {
      writers.add(
          new Writer(
              servers.postgres(),
              ledger,
              log,
              numbers,
              options.seed() + i,
              Math.max(1, options.rate() / WRITERS)));
    }
  }

  /** Carries out the whole run. */
  SoakReport run(String command) throws SQLException, IOException, InterruptedException {
    createTables();
    connector.put();
    start(reader, "reader");
    log.say("waiting for the snapshot");
    if (!arrived()) {
      throw new IllegalStateException(
          "the rows of the snapshot do not arrive; the connector is " + connector.state());
    }
    writers.forEach(writer -> start(writer, "writer"));
    Thread storming = start(this::writeStorm, "storm");
    Harm harm = new Harm(servers, connector, storm, options.lanes(), log);
    int faults = faults(harm);
    log.say("the faults are over; everything is put right");
    stormy = false;
    storming.join();
    harm.heal();
    stopWriters();
    log.say("waiting until all of " + ledger.changes() + " changes have arrived");
    String end = servers.postgres().texts("SELECT pg_current_wal_lsn()::text").get(0);
    arrived();
    Thread.sleep(AFTERWARDS.toMillis());
    requireHealthy();
    requireRightLedger();
    return new SoakReport(
        command,
        faults,
        connector.failures(),
        verdicts(),
        stormVerdicts(),
        connector.state(),
        servers.worker().waitingTables(),
        slots(),
        behind(end));
  }

  /** Ends the threads. */
  @Override
  public void close() {
    stormy = false;
    writers.forEach(Writer::stop);
    reader.stop();
    threads.forEach(Thread::interrupt);
  }

  private void createTables() throws SQLException {
    Postgres postgres = servers.postgres();
    postgres.execute(
        "CREATE ROLE soak_cdc LOGIN REPLICATION PASSWORD 'soak'",
        "CREATE SCHEMA " + LedgerTable.SCHEMA,
        "CREATE TABLE soak.commits (txn bigint PRIMARY KEY)");
    for (LedgerTable table : LedgerTable.values()) {
      postgres.execute(table.creation().toArray(new String[0]));
    }
    storm.create();
    String tables =
        Arrays.stream(LedgerTable.values())
            .map(LedgerTable::qualified)
            .collect(Collectors.joining(", "));
    postgres.execute(
        "GRANT USAGE ON SCHEMA soak, storm TO soak_cdc",
        "GRANT SELECT ON ALL TABLES IN SCHEMA soak, storm TO soak_cdc",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA storm GRANT SELECT ON TABLES TO soak_cdc",
        "CREATE PUBLICATION soak FOR TABLE "
            + tables
            + ", "
            + String.join(", ", Storm.tables())
            + " WITH (publish_via_partition_root = true)");
    writers.get(0).preload(options.rows());
    for (int i = 0; i < STORM_ROWS; i++) {
      storm.write();
    }
  }

  /** Carries out faults until the time is over, and returns how many. */
  private int faults(Harm harm) throws InterruptedException {
    FaultSchedule schedule = new FaultSchedule(options.faults(), options.seed());
    long end = System.nanoTime() + options.time().toNanos();
    int faults = 0;
    while (System.nanoTime() < end) {
      FaultSchedule.Planned planned = schedule.next();
      harm.carryOut(planned);
      faults = planned.number();
      Thread.sleep(Math.max(0, Math.min(planned.quiet().toMillis(), millisUntil(end))));
      connector.supervise();
      requireHealthy();
      log.say("  " + ledger.changes() + " changes committed, " + delivered.changes() + " arrived");
    }
    return faults;
  }

  private static long millisUntil(long end) {
    return (end - System.nanoTime()) / 1_000_000;
  }

  private void writeStorm() {
    try {
      while (stormy) {
        storm.write();
        Thread.sleep(STORM_PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopWriters() throws InterruptedException {
    writers.forEach(Writer::stop);
    for (Thread thread : threads) {
      if (thread.getName().equals("writer")) {
        thread.join();
      }
    }
  }

  /**
   * Waits until all that is committed has arrived.
   *
   * @return false if rows are missing, and nothing has arrived for as long as the patience
   */
  private boolean arrived() throws SQLException, InterruptedException {
    long before = Long.MAX_VALUE;
    long patienceEnds = System.nanoTime() + options.patience().toNanos();
    while (true) {
      long missing = missing();
      if (missing == 0) {
        return true;
      }
      if (missing != before) {
        log.say("  " + missing + " row versions are missing");
        before = missing;
        patienceEnds = System.nanoTime() + options.patience().toNanos();
      } else if (System.nanoTime() > patienceEnds) {
        return false;
      }
      requireHealthy();
      connector.supervise();
      Thread.sleep(STEP.toMillis());
    }
  }

  private long missing() throws SQLException {
    return verdicts().stream().mapToLong(Verdict::missing).sum()
        + stormVerdicts().stream().mapToLong(StormVerdict::different).sum();
  }

  private List<Verdict> verdicts() {
    return Arrays.stream(LedgerTable.values())
        .map(table -> Verdict.of(table.qualified(), ledger, delivered))
        .toList();
  }

  private List<StormVerdict> stormVerdicts() throws SQLException {
    List<StormVerdict> verdicts = new ArrayList<>();
    for (String table : Storm.tables()) {
      verdicts.add(
          StormVerdict.of(table, servers.postgres().versions(table), reader.stormState(table)));
    }
    return verdicts;
  }

  /** Without this, an error of the ledger would look like an error of the connector. */
  private void requireRightLedger() throws SQLException {
    for (LedgerTable table : LedgerTable.values()) {
      String name = table.qualified();
      if (!servers.postgres().versions(name).equals(ledger.state(name))) {
        throw new IllegalStateException("the ledger of " + name + " differs from the table");
      }
    }
  }

  /**
   * The slots that are not confirmed up to a position within the patience, are lost, or are left.
   */
  private List<String> behind(String end) throws SQLException, InterruptedException {
    long begun = System.nanoTime();
    while (true) {
      List<String> behind =
          servers
              .postgres()
              .texts(
                  "SELECT slot_name FROM pg_replication_slots WHERE temporary"
                      + " OR wal_status = 'lost' OR confirmed_flush_lsn < '"
                      + end
                      + "'");
      if (behind.isEmpty() || System.nanoTime() - begun > options.patience().toNanos()) {
        return behind;
      }
      Thread.sleep(STEP.toMillis());
    }
  }

  private List<String> slots() throws SQLException {
    return servers
        .postgres()
        .texts(
            "SELECT slot_name || ': ' || CASE WHEN active THEN 'active' ELSE 'not active' END"
                + " || ', ' || coalesce(wal_status, 'no status') || ', confirmed up to '"
                + " || coalesce(confirmed_flush_lsn::text, 'nothing') || ', '"
                + " || coalesce(pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(),"
                + " restart_lsn)), 'unknown') || ' of WAL retained'"
                + " FROM pg_replication_slots ORDER BY slot_name");
  }

  private void requireHealthy() {
    reader.requireHealthy();
    writers.forEach(Writer::requireHealthy);
  }

  private Thread start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return thread;
  }
}
