/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a {@link LakeReader} or a {@link LakeUpkeep} on the jars of the sink's plugin directory. So
 * Iceberg, Hadoop and Parquet stay out of our own class path, where their libraries and Kafka's
 * would conflict. And the same Iceberg that wrote the tables reads them.
 */
public final class LakeReaders {
  private static final Logger LOG = LoggerFactory.getLogger(LakeReaders.class);

  private LakeReaders() {}

  /**
   * @param sinkPlugin the directory with the jars of the Iceberg sink
   * @param catalog the sink's properties of the catalog, without their prefix {@code
   *     iceberg.catalog.}: type, warehouse, uri and so on
   */
  public static LakeReader open(Path sinkPlugin, Map<String, String> catalog) {
    return open(sinkPlugin, "IcebergReader", LakeReader.class, catalog);
  }

  /**
   * @param sinkPlugin the directory with the jars of the Iceberg sink
   * @param catalog as for {@link #open}
   * @param hadoop the sink's properties for Hadoop, without their prefix {@code iceberg.hadoop.}
   */
  public static LakeUpkeep openUpkeep(
      Path sinkPlugin, Map<String, String> catalog, Map<String, String> hadoop) {
    return open(sinkPlugin, "IcebergUpkeep", LakeUpkeep.class, catalog, hadoop);
  }

  private static <T> T open(Path sinkPlugin, String name, Class<T> type, Object... properties) {
    return open(new IcebergClassLoader(urls(sinkPlugin)), name, type, properties);
  }

  /**
   * Makes an object of a class of this package. It keeps the loader; if it cannot be made, the
   * loader is closed. A run tries again until the catalog answers, and each try has its own loader.
   */
  static <T> T open(URLClassLoader loader, String name, Class<T> type, Object... properties) {
    boolean opened = false;
    try {
      T lake =
          type.cast(
              Class.forName(LakeReader.class.getPackageName() + "." + name, true, loader)
                  .getConstructor(
                      Collections.nCopies(properties.length, Map.class).toArray(new Class<?>[0]))
                  .newInstance(properties));
      opened = true;
      return lake;
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          "the Iceberg catalog cannot be opened: " + e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot load " + name + " with the jars of the sink", e);
    } finally {
      if (!opened) {
        close(loader);
      }
    }
  }

  private static void close(URLClassLoader loader) {
    try {
      loader.close();
    } catch (IOException e) {
      LOG.debug("the jars of a class loader could not be closed", e);
    }
  }

  private static URL[] urls(Path sinkPlugin) {
    List<URL> urls = new ArrayList<>();
    urls.add(LakeReader.class.getProtectionDomain().getCodeSource().getLocation());
    try (Stream<Path> files = Files.list(sinkPlugin)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        urls.add(url(jar));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + sinkPlugin, e);
    }
    return urls.toArray(new URL[0]);
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Has the plugin's jars and the JDK; of our classes, only what is in the methods of the
   * interfaces, the logging API, and Kafka's, which the names of mirrors need.
   */
  private static final class IcebergClassLoader extends URLClassLoader {
    static {
      ClassLoader.registerAsParallelCapable();
    }

    private static final Set<String> INTERFACES =
        Set.of(LakeReader.class.getName(), LakeUpkeep.class.getName(), MirrorTable.class.getName());

    private final ClassLoader ours = LakeReader.class.getClassLoader();

    IcebergClassLoader(URL[] urls) {
      super("iceberg-reader", urls, ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.slf4j.")
          || name.startsWith("org.apache.kafka.")
          || INTERFACES.contains(name)) {
        return ours.loadClass(name);
      }
      return super.loadClass(name, resolve);
    }
  }
}
