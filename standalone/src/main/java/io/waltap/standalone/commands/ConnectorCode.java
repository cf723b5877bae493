/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.landing.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Calls those of our classes that use the connector. The connector is loaded from its plugin
 * directory, as a worker loads it. It is not on our class path, because a worker would find it
 * there a second time.
 */
final class ConnectorCode implements AutoCloseable {
  static final String CHECKS = "io.waltap.standalone.commands.ConnectorChecks";
  static final String SLOT = "io.waltap.standalone.commands.SlotQuestion";
  static final String TOPICS = "io.waltap.standalone.commands.TopicNames";

  private final ConnectorLoader loader;

  ConnectorCode(Installation installation) {
    List<URL> urls = new ArrayList<>();
    urls.add(ConnectorCode.class.getProtectionDomain().getCodeSource().getLocation());
    for (Path jar : Installation.jars(installation.sourcePlugin())) {
      urls.add(url(jar));
    }
    this.loader = new ConnectorLoader(urls.toArray(new URL[0]));
  }

  /**
   * Calls a function of a connector's configuration.
   *
   * @param name {@link #CHECKS}, {@link #SLOT} or {@link #TOPICS}
   * @param properties with values, without references
   */
  <T> T call(String name, Class<T> result, Map<String, String> properties) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(loader);
      return result.cast(function(name).apply(properties));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the connector's jars", e);
    }
  }

  @SuppressWarnings("unchecked") // our own class, from another class loader
  private Function<Map<String, String>, Object> function(String name) {
    try {
      return (Function<Map<String, String>, Object>)
          Class.forName(name, true, loader).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot load " + name, e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Our class path; the classes that use the connector come from the connector's loader. */
  private static final class ConnectorLoader extends URLClassLoader {
    private static final Set<String> USERS = Set.of(CHECKS, SLOT, TOPICS);

    ConnectorLoader(URL[] urls) {
      super("connector", urls, ConnectorCode.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!USERS.contains(name)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }
  }
}
