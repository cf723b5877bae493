/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The rows of a table in one of its snapshots. Iceberg comes from the sink's plugin directory and
 * is called by reflection. So none of its jars is on the tests' class path, which is also the
 * worker's.
 */
final class TimeTravel implements AutoCloseable {
  private final IcebergLoader loader;
  private final Object table;

  private TimeTravel(IcebergLoader loader, Object table) {
    this.loader = loader;
    this.table = table;
  }

  /** Opens the table with its current snapshots. */
  static TimeTravel to(Lake lake, String table) {
    IcebergLoader loader = new IcebergLoader(jars(Lake.sinkPlugin()));
    return new TimeTravel(loader, loader.inContext(() -> load(loader, lake.catalog(), table)));
  }

  /** Returns the newest snapshot, to which time travel can come back. */
  long currentSnapshot() {
    return loader.inContext(
        () -> {
          Object snapshot = call(type("org.apache.iceberg.Table"), table, "currentSnapshot");
          return (Long) call(type("org.apache.iceberg.Snapshot"), snapshot, "snapshotId");
        });
  }

  /** Returns the rows of a snapshot, by the names of its columns. */
  List<Map<String, Object>> rows(long snapshot) {
    return loader.inContext(
        () -> {
          Class<?> tables = type("org.apache.iceberg.Table");
          Class<?> scans = type("org.apache.iceberg.data.IcebergGenerics$ScanBuilder");
          Object scan =
              type("org.apache.iceberg.data.IcebergGenerics")
                  .getMethod("read", tables)
                  .invoke(null, table);
          scans.getMethod("useSnapshot", long.class).invoke(scan, snapshot);
          List<Map<String, Object>> rows = new ArrayList<>();
          try (Closeable records = (Closeable) call(scans, scan, "build")) {
            for (Object each : (Iterable<?>) records) {
              rows.add(row(each));
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return rows;
        });
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object load(IcebergLoader loader, Map<String, String> properties, String table)
      throws ReflectiveOperationException {
    Object hadoop =
        loader
            .loadClass("org.apache.hadoop.conf.Configuration")
            .getDeclaredConstructor()
            .newInstance();
    Object catalog =
        loader
            .loadClass("org.apache.iceberg.CatalogUtil")
            .getMethod("buildIcebergCatalog", String.class, Map.class, Object.class)
            .invoke(null, "time-travel", properties, hadoop);
    Class<?> identifiers = loader.loadClass("org.apache.iceberg.catalog.TableIdentifier");
    Object names = Array.newInstance(String.class, 2);
    Array.set(names, 0, Lake.NAMESPACE);
    Array.set(names, 1, table);
    Object identifier = identifiers.getMethod("of", String[].class).invoke(null, names);
    return loader
        .loadClass("org.apache.iceberg.catalog.Catalog")
        .getMethod("loadTable", identifiers)
        .invoke(catalog, identifier);
  }

  private Map<String, Object> row(Object each) throws ReflectiveOperationException {
    Class<?> records = type("org.apache.iceberg.data.Record");
    Object struct = call(records, each, "struct");
    List<?> fields =
        (List<?>) call(type("org.apache.iceberg.types.Types$StructType"), struct, "fields");
    Map<String, Object> row = new LinkedHashMap<>();
    for (Object field : fields) {
      String name =
          (String) call(type("org.apache.iceberg.types.Types$NestedField"), field, "name");
      row.put(name, records.getMethod("getField", String.class).invoke(each, name));
    }
    return row;
  }

  private Class<?> type(String name) throws ReflectiveOperationException {
    return loader.loadClass(name);
  }

  private static Object call(Class<?> type, Object target, String method)
      throws ReflectiveOperationException {
    return type.getMethod(method).invoke(target);
  }

  private static URL[] jars(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .map(TimeTravel::url)
          .toArray(URL[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException("build iceberg-sink first: " + directory, e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A call that needs reflection. */
  @FunctionalInterface
  private interface Reflective<T> {
    T call() throws ReflectiveOperationException;
  }

  /**
   * Sees the plugin's jars, the JDK, and of our classes only the logging API, which the plugin
   * lacks.
   */
  private static final class IcebergLoader extends URLClassLoader {
    static {
      registerAsParallelCapable();
    }

    IcebergLoader(URL[] jars) {
      super("time-travel", jars, getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.slf4j.")) {
        return TimeTravel.class.getClassLoader().loadClass(name);
      }
      return super.loadClass(name, resolve);
    }

    /**
     * Calls with this loader as the thread's, because Iceberg and Hadoop load classes through it.
     */
    <T> T inContext(Reflective<T> body) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(this);
      try {
        return body.call();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  }
}
