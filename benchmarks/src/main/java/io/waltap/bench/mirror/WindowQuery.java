/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import io.waltap.standalone.demo.CurrentStateSql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/** Reads tables without deleted rows in DuckDB: one as it is, and one by the window query. */
final class WindowQuery implements AutoCloseable {
  private static final List<String> COLUMNS =
      List.of("id", "customer", "quantity", "status", "note", "updated_at");
  private static final double NANOS_PER_SECOND = 1e9;

  private final Connection connection;

  /**
   * @param scratch a directory for what does not fit into memory
   */
  WindowQuery(String scratch) throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    execute("SET memory_limit = '1GB'");
    execute("SET temp_directory = " + literal(scratch));
    execute("SET autoinstall_known_extensions = false");
  }

  /** The seconds of one query, and what it has found. */
  record Answer(double seconds, String found) {}

  /** Reads all rows of a table. */
  Answer scan(Table table) throws SQLException {
    view("plain", table);
    return run("SELECT " + String.join(", ", COLUMNS) + " FROM plain");
  }

  /** Reads the current rows of a change log. */
  Answer currentState(Table changeLog) throws SQLException {
    view("changelog", changeLog);
    return run(CurrentStateSql.of("changelog", "id", COLUMNS));
  }

  private void view(String name, Table table) throws SQLException {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      String files =
          StreamSupport.stream(tasks.spliterator(), false)
              .map(task -> literal(task.file().location().replaceFirst("^file:(//)?", "")))
              .collect(Collectors.joining(", "));
      execute("CREATE OR REPLACE VIEW " + name + " AS SELECT * FROM read_parquet([" + files + "])");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Computes with each column of each row, so that the engine reads all of them. */
  private Answer run(String query) throws SQLException {
    long start = System.nanoTime();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT concat(count(*), '/', bit_xor(hash("
                    + String.join(", ", COLUMNS)
                    + "))) FROM ("
                    + query
                    + ") AS found")) {
      found.next();
      String answer = found.getString(1);
      return new Answer((double) (System.nanoTime() - start) / NANOS_PER_SECOND, answer);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
