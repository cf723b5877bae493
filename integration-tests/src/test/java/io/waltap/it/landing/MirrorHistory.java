/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import io.waltap.it.harness.TestDatabase;
import java.util.List;
import java.util.Map;

/**
 * The history of two tables whose mirrors other engines read. The mirrors have all that an engine
 * may get wrong: deletes in several files, several deletes of one file, rows that came back under
 * their key, a column that older files lack, and partitions that rows move between.
 */
final class MirrorHistory {
  private static final String LARGE = "repeat(md5(random()::text), 400)";

  private MirrorHistory() {}

  /**
   * Returns the properties of the sink. There is no compaction, which would take the deletes away.
   *
   * @param deletes of {@code mirror.deletes}
   */
  static Map<String, String> sink(String deletes) {
    return Map.of(
        "mirror.deletes",
        deletes,
        "mirror.compaction",
        "off",
        "iceberg.table." + Lake.NAMESPACE + ".sales.partition-by",
        "status");
  }

  /** Creates the tables. Their columns {@code large} are stored in the TOAST table. */
  static void create(TestDatabase database) {
    database.execute(
        "CREATE TABLE things (id int8 PRIMARY KEY, name text, amount numeric(10, 2),"
            + " placed_at timestamptz, placed_on date, done boolean, large text)",
        "ALTER TABLE things ALTER large SET STORAGE EXTERNAL",
        "INSERT INTO things SELECT g, 'n' || g, g + 0.5,"
            + " TIMESTAMPTZ '2026-01-01 12:34:56.789012+00' + g * INTERVAL '1 hour',"
            + " DATE '2026-01-01' + g, g % 2 = 0, "
            + LARGE
            + " FROM generate_series(1, 60) g",
        "CREATE TABLE sales (id int8 PRIMARY KEY, status text, amount numeric(10, 2), large text)",
        "ALTER TABLE sales ALTER large SET STORAGE EXTERNAL",
        "INSERT INTO sales SELECT g, CASE WHEN g % 2 = 0 THEN 'new' ELSE 'paid' END, g * 1.25, "
            + LARGE
            + " FROM generate_series(1, 40) g");
  }

  /** Changes the tables, and waits until the mirrors have it. Each step is at least one commit. */
  static void run(TestDatabase database, MirrorPipeline mirror) {
    awaitMirrored(database, mirror);
    database.execute(
        "UPDATE things SET name = 'large value not sent' WHERE id <= 10",
        "UPDATE things SET id = id + 100 WHERE id BETWEEN 5 AND 15",
        "DELETE FROM things WHERE id BETWEEN 20 AND 30",
        "INSERT INTO things VALUES (20, 'again')",
        "UPDATE sales SET status = 'paid' WHERE id % 3 = 0",
        "DELETE FROM sales WHERE id % 5 = 0");
    database.transaction(
        "UPDATE things SET id = 1000 WHERE id = 1",
        "UPDATE things SET id = 1 WHERE id = 2",
        "UPDATE things SET id = 2 WHERE id = 1000");
    awaitMirrored(database, mirror);

    database.execute(
        "ALTER TABLE things ADD COLUMN later int",
        "UPDATE things SET later = id, name = 'later' WHERE id > 100",
        "INSERT INTO things (id, name, later) VALUES (8, 'free again', 8)",
        "DELETE FROM things WHERE id BETWEEN 40 AND 45",
        "UPDATE sales SET id = id + 1000, status = 'moved' WHERE id % 7 = 0");
    awaitMirrored(database, mirror);
  }

  private static void awaitMirrored(TestDatabase database, MirrorPipeline mirror) {
    mirror.awaitEqual(
        database,
        "things",
        List.of("id", "name", "amount", "large"),
        "SELECT concat_ws('|', id, name, coalesce(amount::text, 'null'), coalesce(large, 'null'))"
            + " FROM things");
    mirror.awaitEqual(
        database,
        "sales",
        List.of("id", "status", "amount", "large"),
        "SELECT concat_ws('|', id, status, amount, large) FROM sales");
  }
}
