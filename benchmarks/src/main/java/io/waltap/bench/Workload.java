/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A backlog: tables, and the SQL that writes rows in transactions of one size.
 *
 * @param name the workload's name on the command line
 * @param share the factor for the number of rows of the command line: workloads with heavy rows
 *     have fewer
 * @param batch rows per transaction; 0: all in one
 * @param tables names in the schema public
 * @param setup run before the slots are made; {@code :rows} is the number of rows
 * @param statement writes the rows {@code lo} to {@code hi} as batch number {@code b}, in PL/pgSQL
 */
record Workload(
    String name,
    String description,
    double share,
    int batch,
    List<String> tables,
    List<String> setup,
    String statement) {
  private static final int BATCH = 1000;
  private static final int MANY_TABLES = 200;

  /**
   * The number of tables for lanes. With more lanes than tables, some lanes would have nothing to
   * do.
   */
  static final int BUSY_TABLES = 8;

  Workload {
    tables = List.copyOf(tables);
    setup = List.copyOf(setup);
  }

  /**
   * Returns the number of rows of this workload, if a workload of share 1 has {@code full} rows.
   */
  long rows(long full) {
    return Math.max(1, Math.round((double) full * share));
  }

  List<String> setup(long rows) {
    return setup.stream().map(sql -> sql.replace(":rows", Long.toString(rows))).toList();
  }

  /** Returns one block that writes all rows and commits after each batch. */
  String write(long rows) {
    return """
        DO $bench$
        DECLARE
          lo bigint;
          hi bigint;
        BEGIN
          FOR b IN 0..(:rows - 1) / :batch LOOP
            lo := b::bigint * :batch + 1;
            hi := LEAST((b::bigint + 1) * :batch, :rows);
            :statement;
            COMMIT;
          END LOOP;
        END $bench$
        """
        .replace(":statement", statement)
        .replace(":rows", Long.toString(rows))
        .replace(":batch", Long.toString(batch == 0 ? rows : batch));
  }

  static List<Workload> all() {
    return List.of(
        narrow("narrow", "narrow inserts, 1,000 a transaction", 1.0, BATCH),
        wide(),
        fullUpdates(),
        narrow("small-tx", "narrow inserts, one a transaction", 0.3, 1),
        narrow("large-tx", "narrow inserts, all in one transaction", 1.0, 0),
        toast(),
        manyTables());
  }

  /** The table that snapshots read: twelve columns of the usual types. */
  static Workload snapshotTable() {
    return new Workload(
        "snapshot",
        "one table of twelve columns",
        1.0,
        10_000,
        List.of("readings"),
        List.of(
            """
            CREATE TABLE readings (
              id bigint PRIMARY KEY, device int NOT NULL, kind smallint NOT NULL, name text NOT NULL,
              label varchar(40), active boolean NOT NULL, level float8, amount numeric(12,2),
              taken_at timestamptz NOT NULL, local_at timestamp, day date, tag uuid)
            """),
        """
        INSERT INTO readings
          SELECT g, (g % 5000)::int, (g % 7)::smallint, 'device ' || g, left(md5(g::text), 24), g % 2 = 0,
                 g / 7.0::float8, (g % 100000)::numeric / 100,
                 timestamptz '2024-01-01 00:00:00+00' + g * interval '1 second',
                 timestamp '2024-01-01 00:00:00' + g * interval '1 second',
                 date '2024-01-01' + (g % 1000)::int, md5(g::text)::uuid
            FROM generate_series(lo, hi) g""");
  }

  /**
   * The workload for latency. {@link SteadyWriter} sets the rate and does not use the statement.
   */
  static Workload ticks() {
    return narrow("ticks", "narrow inserts at a steady rate", 1.0, BATCH);
  }

  /**
   * The workload for lanes: each transaction writes to all tables, the same number of rows to each.
   */
  static Workload busyTables() {
    List<String> tables = IntStream.range(0, BUSY_TABLES).mapToObj(i -> "busy_" + i).toList();
    return new Workload(
        "lanes",
        "narrow inserts into eight tables, 1,000 a transaction",
        1.0,
        BATCH,
        tables,
        tables.stream().map(Workload::createNarrow).toList(),
        IntStream.range(0, BUSY_TABLES)
            .mapToObj(i -> insertNarrow(tables.get(i)) + everyOf(BUSY_TABLES, i))
            .collect(Collectors.joining("; ")));
  }

  private static String everyOf(int parts, int part) {
    return " FROM generate_series(lo, hi) g WHERE g % " + parts + " = " + part;
  }

  private static Workload narrow(String name, String description, double share, int batch) {
    String table = name.replace('-', '_');
    return new Workload(
        name,
        description,
        share,
        batch,
        List.of(table),
        List.of(createNarrow(table)),
        insertNarrow(table) + " FROM generate_series(lo, hi) g");
  }

  private static String createNarrow(String table) {
    return "CREATE TABLE "
        + table
        + " (id bigint PRIMARY KEY, account int NOT NULL, kind smallint NOT NULL,"
        + " amount int, note varchar(40), at timestamptz NOT NULL)";
  }

  /** Returns an insert of rows numbered {@code g}, up to its FROM clause. */
  static String insertNarrow(String table) {
    return "INSERT INTO "
        + table
        + " SELECT g, (g % 10000)::int, (g % 5)::smallint, (g % 1000000)::int, 'note ' || g,"
        + " clock_timestamp()";
  }

  private static Workload wide() {
    List<String> types =
        List.of(
            "int4",
            "int8",
            "text",
            "numeric(14,4)",
            "timestamptz",
            "boolean",
            "date",
            "float8",
            "uuid",
            "varchar(40)",
            "timestamp",
            "int2",
            "jsonb");
    List<String> values =
        List.of(
            "(g % 100000)::int4",
            "g * 7919",
            "'text value ' || g",
            "(g % 1000000)::numeric / 100",
            "timestamptz '2024-01-01 00:00:00+00' + g * interval '1 second'",
            "g % 2 = 0",
            "date '2024-01-01' + (g % 1000)::int",
            "g / 7.0::float8",
            "md5(g::text)::uuid",
            "left(md5((g + 1)::text), 24)",
            "timestamp '2024-01-01 00:00:00' + g * interval '1 second'",
            "(g % 1000)::int2",
            "jsonb_build_object('id', g, 'tags', jsonb_build_array('a', 'b'))");
    List<String> columns = new ArrayList<>(List.of("id bigint PRIMARY KEY"));
    List<String> row = new ArrayList<>(List.of("g"));
    for (int repeat = 0; repeat < 3; repeat++) {
      for (int i = 0; i < types.size(); i++) {
        columns.add("c" + repeat + "_" + i + " " + types.get(i));
        // the last third of the columns has NULLs, as wide tables do
        row.add(
            repeat < 2
                ? values.get(i)
                : "CASE WHEN g % 3 = " + i % 3 + " THEN NULL ELSE " + values.get(i) + " END");
      }
    }
    return new Workload(
        "wide",
        "inserts of 40 columns of 13 types, 1,000 a transaction",
        0.2,
        BATCH,
        List.of("wide"),
        List.of("CREATE TABLE wide (" + String.join(", ", columns) + ")"),
        "INSERT INTO wide SELECT " + String.join(", ", row) + " FROM generate_series(lo, hi) g");
  }

  private static Workload fullUpdates() {
    return new Workload(
        "full-updates",
        "updates with REPLICA IDENTITY FULL, 1,000 a transaction",
        0.5,
        BATCH,
        List.of("accounts"),
        List.of(
            """
            CREATE TABLE accounts (
              id bigint PRIMARY KEY, name text NOT NULL, email text, balance numeric(14,2) NOT NULL,
              status int NOT NULL, city text, updated_at timestamptz NOT NULL, notes text)
            """,
            "ALTER TABLE accounts REPLICA IDENTITY FULL",
            """
            INSERT INTO accounts
              SELECT g, 'name ' || g, 'user' || g || '@example.com', g % 10000, 0, 'city ' || g % 100,
                     clock_timestamp(), md5(g::text)
                FROM generate_series(1, :rows) g
            """),
        "UPDATE accounts SET balance = balance + 1, status = status + 1, updated_at ="
            + " clock_timestamp() WHERE id BETWEEN lo AND hi");
  }

  private static Workload toast() {
    String lines = "(SELECT %s FROM generate_series(1, 300) i)";
    return new Workload(
        "toast",
        "inserts of some 20 kB in a jsonb and a text, 10 a transaction",
        0.02,
        10,
        List.of("documents"),
        List.of("CREATE TABLE documents (id bigint PRIMARY KEY, doc jsonb NOT NULL, body text)"),
        "INSERT INTO documents SELECT g, "
            + lines.replace("%s", "jsonb_agg(md5(g::text || i))")
            + ", "
            + lines.replace("%s", "string_agg(md5(i || g::text), '')")
            + " FROM generate_series(lo, hi) g");
  }

  private static Workload manyTables() {
    List<String> tables = IntStream.range(0, MANY_TABLES).mapToObj(i -> "many_" + i).toList();
    return new Workload(
        "tables",
        "narrow inserts into 200 tables, 100 a transaction",
        0.5,
        100,
        tables,
        tables.stream()
            .map(
                table ->
                    "CREATE TABLE "
                        + table
                        + " (id bigint PRIMARY KEY, account int NOT NULL, amount int, note text,"
                        + " at timestamptz NOT NULL)")
            .toList(),
        "EXECUTE format('INSERT INTO many_%s SELECT g, (g %% 10000)::int, (g %% 1000000)::int,"
            + " ''note '' || g, clock_timestamp() FROM generate_series($1, $2) g', b % "
            + MANY_TABLES
            + ") USING lo, hi");
  }
}
