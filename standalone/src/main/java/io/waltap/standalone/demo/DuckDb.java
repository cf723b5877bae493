/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * DuckDB in this process, with nothing stored: a SQL engine that is not ours. Its driver has 80 MB,
 * and only the demo needs it. So the driver is in a directory and a class loader of its own, and
 * never on the class path.
 */
final class DuckDb implements AutoCloseable {
  private static final String DRIVER = "org.duckdb.DuckDBDriver";

  private final URLClassLoader loader;
  private final Connection connection;

  private DuckDb(URLClassLoader loader, Connection connection) {
    this.loader = loader;
    this.connection = connection;
  }

  /**
   * A database in memory, with a low limit: PostgreSQL, Kafka and the worker need memory too.
   *
   * @param jar the JDBC driver, which contains the engine
   * @param scratch a directory for what does not fit into memory; DuckDB creates it
   */
  static DuckDb open(Path jar, Path scratch) throws SQLException {
    URLClassLoader loader =
        new URLClassLoader("duckdb", new URL[] {url(jar)}, ClassLoader.getPlatformClassLoader());
    try {
      Driver driver = (Driver) loader.loadClass(DRIVER).getDeclaredConstructor().newInstance();
      DuckDb duck = new DuckDb(loader, driver.connect("jdbc:duckdb:", new Properties()));
      duck.execute("SET memory_limit = '256MB'");
      duck.execute("SET threads = 2");
      duck.execute("SET temp_directory = " + literal(scratch.toString()));
      // The demo must not download anything.
      duck.execute("SET autoinstall_known_extensions = false");
      return duck;
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException(
          "DuckDB does not start from "
              + jar
              + ". It unpacks a library into "
              + System.getProperty("java.io.tmpdir")
              + "; if programs may not run from there, set"
              + " WALTAP_JAVA_OPTS=-Djava.io.tmpdir=<directory>",
          e);
    }
  }

  /** Text as a literal of SQL. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** One statement or several. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The rows of a query in their order, as {@link DuckDbRow} reads them. */
  List<Map<String, Object>> rows(String query) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      while (found.next()) {
        rows.add(DuckDbRow.read(found));
      }
    }
    return rows;
  }

  String version() throws SQLException {
    return String.valueOf(rows("SELECT version() AS version").get(0).get("version"));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
