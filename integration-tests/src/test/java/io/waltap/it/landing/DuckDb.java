/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * DuckDB in this JVM, from the directory that the module {@code standalone} fills for the demo. It
 * is not on the class path, because the other tests do not need its libraries of some hundred
 * megabytes.
 */
final class DuckDb implements AutoCloseable {
  private final URLClassLoader loader;
  private final Connection connection;

  private DuckDb(URLClassLoader loader, Connection connection) {
    this.loader = loader;
    this.connection = connection;
  }

  /** Opens a database in memory. */
  static DuckDb open() throws SQLException {
    Path directory =
        Lake.Directories.given("waltap.it.duckdb", "../standalone/target/waltap/duckdb");
    List<URL> jars = jars(directory);
    assertThat(jars).as("DuckDB in %s: build the module standalone", directory).isNotEmpty();
    URLClassLoader loader =
        new URLClassLoader(jars.toArray(URL[]::new), DuckDb.class.getClassLoader());
    try {
      Driver driver =
          (Driver)
              loader.loadClass("org.duckdb.DuckDBDriver").getDeclaredConstructor().newInstance();
      return new DuckDb(loader, driver.connect("jdbc:duckdb:", new Properties()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("there is no DuckDB driver in " + directory, e);
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  List<List<String>> rows(String query) throws SQLException {
    return rows(connection, query);
  }

  /** Returns the rows of a query as text. */
  static List<List<String>> rows(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
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

  private static List<URL> jars(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).map(DuckDb::url).toList();
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
