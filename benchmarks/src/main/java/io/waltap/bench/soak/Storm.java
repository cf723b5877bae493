/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tables whose definitions change: columns, names, types, partitions, and their place in the
 * publication. Rows change meanwhile. Rows of these tables may come again; what counts in the end
 * is the last state of each key. Each method is carried out alone.
 */
final class Storm {
  static final String SCHEMA = "storm";
  private static final List<String> TABLES = List.of("storm.a", "storm.b", "storm.p");
  private static final int OPERATIONS = 10;

  private final Postgres postgres;
  private final SoakLog log;
  private final AtomicLong numbers;
  private final Random random;

  Storm(Postgres postgres, SoakLog log, AtomicLong numbers, long seed) {
    this.postgres = postgres;
    this.log = log;
    this.numbers = numbers;
    this.random = new Random(seed);
  }

  synchronized void create() throws SQLException {
    postgres.execute(
        "CREATE SCHEMA " + SCHEMA,
        plain("a"),
        plain("b"),
        "CREATE TABLE storm.p (id bigint NOT NULL, version bigint NOT NULL, note text, extra int,"
            + " part int NOT NULL DEFAULT 0, PRIMARY KEY (id, part)) PARTITION BY LIST (part)",
        "CREATE TABLE storm.p_0 PARTITION OF storm.p FOR VALUES IN (0)",
        "CREATE TABLE storm.p_1 PARTITION OF storm.p FOR VALUES IN (1)");
  }

  static List<String> tables() {
    return TABLES;
  }

  /** Changes some rows of each table. What fails, because the server is down, is left out. */
  synchronized void write() {
    for (String table : TABLES) {
      try {
        long id = numbers.incrementAndGet();
        long version = numbers.incrementAndGet();
        String part = table.equals("storm.p") ? ", part" : "";
        String value = part.isEmpty() ? "" : ", " + partition();
        String row = "(" + id + ", " + version + value + ")";
        String next = Long.toString(numbers.incrementAndGet());
        String any = " WHERE id = (" + anyRow(table) + ")";
        postgres.execute(
            "INSERT INTO " + table + " (id, version" + part + ") VALUES " + row,
            "UPDATE " + table + " SET version = " + next + any,
            random.nextInt(3) > 0 ? "SELECT 1" : "DELETE FROM " + table + any);
      } catch (SQLException e) {
        // the server is down, or the partition is detached: other rows change later
      }
    }
  }

  /** Changes definitions a few times. */
  synchronized void change(int choice) {
    Random choices = new Random(choice);
    int count = 1 + choices.nextInt(4);
    for (int i = 0; i < count; i++) {
      try {
        List<String> statements = statements(choices);
        log.say("  ddl: " + String.join("; ", statements));
        postgres.execute(statements.toArray(new String[0]));
      } catch (SQLException e) {
        log.say("  ddl failed: " + e.getMessage().lines().findFirst().orElse(""));
      }
      write();
    }
  }

  /** Brings all tables back: each exists, with its partitions, and is in the publication. */
  synchronized void heal() throws SQLException {
    for (String name : List.of("a", "b")) {
      if (missing(name)) {
        postgres.execute(plain(name));
      }
    }
    boolean detached =
        postgres
            .texts("SELECT 1 FROM pg_inherits WHERE inhrelid = 'storm.p_1'::regclass")
            .isEmpty();
    if (detached) {
      postgres.execute("ALTER TABLE storm.p ATTACH PARTITION storm.p_1 FOR VALUES IN (1)");
    }
    for (String table : TABLES) {
      if (!published(table)) {
        postgres.execute("ALTER PUBLICATION soak ADD TABLE " + table);
      }
    }
    postgres.execute(
        "GRANT USAGE ON SCHEMA storm TO soak_cdc",
        "GRANT SELECT ON ALL TABLES IN SCHEMA storm TO soak_cdc");
  }

  private List<String> statements(Random choices) throws SQLException {
    String name = choices.nextBoolean() ? "a" : "b";
    String table = "storm." + name;
    String alter = "ALTER TABLE " + table + " ";
    List<String> added = addedColumns(name);
    String column = "c" + numbers.incrementAndGet();
    String change =
        switch (choices.nextInt(OPERATIONS)) {
          case 0 -> alter + "ADD COLUMN " + column + " int NOT NULL DEFAULT 7";
          case 1 -> alter + (added.isEmpty() ? add(column) : "DROP COLUMN " + added.get(0));
          case 2 ->
              alter + (added.isEmpty() ? add(column) : "RENAME " + added.get(0) + " TO " + column);
          case 3 -> alter + "ALTER note TYPE " + (choices.nextBoolean() ? "varchar(200)" : "text");
          case 4 -> alter + "ALTER extra TYPE " + (choices.nextBoolean() ? "bigint" : "int");
          case 5 ->
              "BEGIN; ALTER TABLE storm.a RENAME TO swapped; ALTER TABLE storm.b RENAME TO a;"
                  + " ALTER TABLE storm.swapped RENAME TO b; COMMIT";
          case 6 ->
              "BEGIN; DROP TABLE "
                  + table
                  + "; "
                  + plain(name)
                  + "; ALTER PUBLICATION soak ADD TABLE "
                  + table
                  + "; COMMIT";
          case 7 -> "ALTER TABLE storm.p DETACH PARTITION storm.p_1";
          case 8 -> "ALTER PUBLICATION soak DROP TABLE " + table;
          default -> alter + "REPLICA IDENTITY " + (choices.nextBoolean() ? "FULL" : "DEFAULT");
        };
    List<String> statements = new ArrayList<>();
    statements.add(change);
    if (change.contains("DETACH")) {
      long row = numbers.incrementAndGet();
      long version = numbers.incrementAndGet();
      statements.add(
          "INSERT INTO storm.p_1 (id, version, part) VALUES (" + row + ", " + version + ", 1)");
      statements.add("ALTER TABLE storm.p ATTACH PARTITION storm.p_1 FOR VALUES IN (1)");
    } else if (change.contains("PUBLICATION soak DROP")) {
      long row = numbers.incrementAndGet();
      long version = numbers.incrementAndGet();
      statements.add(
          "INSERT INTO " + table + " (id, version) VALUES (" + row + ", " + version + ")");
      statements.add("ALTER PUBLICATION soak ADD TABLE " + table);
    }
    return statements;
  }

  private static String add(String column) {
    return "ADD COLUMN " + column + " text";
  }

  private static String plain(String name) {
    return "CREATE TABLE storm."
        + name
        + " (id bigint PRIMARY KEY, version bigint NOT NULL, note text, extra int)";
  }

  private int partition() {
    return random.nextInt(2);
  }

  private static String anyRow(String table) {
    return "SELECT id FROM "
        + table
        + " WHERE id >= (SELECT (random() * max(id))::bigint FROM "
        + table
        + ") ORDER BY id LIMIT 1";
  }

  private List<String> addedColumns(String name) throws SQLException {
    return postgres.texts(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'storm' AND"
            + " table_name = '"
            + name
            + "' AND column_name ~ '^c[0-9]+$' ORDER BY 1");
  }

  private boolean missing(String name) throws SQLException {
    return postgres.texts("SELECT to_regclass('storm." + name + "')::text").get(0) == null;
  }

  private boolean published(String table) throws SQLException {
    return !postgres
        .texts(
            "SELECT 1 FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid WHERE"
                + " p.pubname = 'soak' AND r.prrelid = '"
                + table
                + "'::regclass")
        .isEmpty();
  }
}
