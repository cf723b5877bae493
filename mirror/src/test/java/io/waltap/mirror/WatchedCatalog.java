/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.FileIO;

/**
 * A catalog in memory. Before and after each call to it, to a table's metadata and to its files, it
 * asks a test, which may do something meanwhile, or have the call fail.
 */
public final class WatchedCatalog extends InMemoryCatalog {
  /** Calls of {@link TableOperations} and {@link FileIO} that go to a server in real life. */
  private static final Set<String> CALLS =
      Set.of("commit", "refresh", "newInputFile", "newOutputFile", "deleteFile");

  /** Asked at calls, by any thread. An exception of it is one of the call. */
  public interface Watch {
    /** Nothing has been done yet. */
    default void before(String call) {}

    /** All has been done. */
    default void after(String call) {}
  }

  private volatile Watch watch = new Watch() {};

  public WatchedCatalog() {
    initialize("watched", Map.of());
  }

  /** Asks this one from now on. */
  public void watch(Watch next) {
    watch = next;
  }

  /** Asks nobody from now on. */
  public void unwatch() {
    watch = new Watch() {};
  }

  /** Does something before the next call of a name. */
  public void onceBefore(String name, Runnable action) {
    watch =
        new Watch() {
          @Override
          public void before(String call) {
            if (call.equals(name)) {
              unwatch();
              action.run();
            }
          }
        };
  }

  /** Does something after the next call of a name. */
  public void onceAfter(String name, Runnable action) {
    watch =
        new Watch() {
          @Override
          public void after(String call) {
            if (call.equals(name)) {
              unwatch();
              action.run();
            }
          }
        };
  }

  @Override
  public Table loadTable(TableIdentifier name) {
    watch.before("loadTable");
    Table table = super.loadTable(name);
    watch.after("loadTable");
    return table;
  }

  @Override
  public boolean namespaceExists(Namespace namespace) {
    watch.before("namespaceExists");
    boolean exists = super.namespaceExists(namespace);
    watch.after("namespaceExists");
    return exists;
  }

  @Override
  public void createNamespace(Namespace namespace, Map<String, String> metadata) {
    watch.before("createNamespace");
    super.createNamespace(namespace, metadata);
    watch.after("createNamespace");
  }

  @Override
  public TableOperations newTableOps(TableIdentifier name) {
    return watched(TableOperations.class, super.newTableOps(name));
  }

  private <T> T watched(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(real, method, arguments)));
  }

  private Object call(Object real, Method method, Object[] arguments) throws Throwable {
    boolean isWatched = CALLS.contains(method.getName());
    if (isWatched) {
      watch.before(method.getName());
    }
    Object result;
    try {
      result = method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (isWatched) {
      watch.after(method.getName());
    }
    if (result instanceof TableOperations operations) {
      return watched(TableOperations.class, operations);
    }
    return result instanceof FileIO files ? watched(FileIO.class, files) : result;
  }
}
