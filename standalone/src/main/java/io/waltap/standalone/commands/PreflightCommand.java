/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.landing.Installation;
import io.waltap.standalone.landing.SecretReference;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The source connector's own validation as a table, without a worker. The connector is loaded from
 * its plugin directory, as a worker loads it. It is not on our class path, because a worker would
 * find it there a second time.
 */
public final class PreflightCommand {
  static final int READY = 0;
  static final int NOT_READY = 1;

  private static final String CHECKS = "io.waltap.standalone.commands.ConnectorChecks";

  private final Installation installation;
  private final RunConfig config;
  private final PrintStream out;

  public PreflightCommand(Installation installation, RunConfig config, PrintStream out) {
    this.installation = installation;
    this.config = config;
    this.out = out;
  }

  public int run() throws IOException {
    Map<String, String> source = new LinkedHashMap<>(SecretReference.resolved(config.source()));
    source.put("name", RunCommand.SOURCE);
    out.println(
        "Checking "
            + source.get("database.hostname")
            + ":"
            + source.get("database.port")
            + "/"
            + source.get("database.dbname")
            + " as "
            + source.get("database.user"));
    out.println();
    List<Finding> findings = check(source);
    findings.stream().filter(Finding::error).forEach(this::print);
    findings.stream().filter(finding -> !finding.error()).forEach(this::print);
    if (findings.stream().anyMatch(Finding::error)) {
      out.println("Not ready: fix the errors above, then run this again.");
      return NOT_READY;
    }
    out.println("Ready: ./waltap run can start.");
    return READY;
  }

  private void print(Finding finding) {
    out.println(finding.row());
  }

  private List<Finding> check(Map<String, String> source) throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (ChecksLoader loader = new ChecksLoader(urls())) {
      thread.setContextClassLoader(loader);
      return checks(loader).apply(source);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @SuppressWarnings("unchecked") // our own class, from another class loader
  private static Function<Map<String, String>, List<Finding>> checks(ChecksLoader loader) {
    try {
      return (Function<Map<String, String>, List<Finding>>)
          Class.forName(CHECKS, true, loader).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot load the connector's checks", e);
    }
  }

  private URL[] urls() {
    List<URL> urls = new ArrayList<>();
    urls.add(PreflightCommand.class.getProtectionDomain().getCodeSource().getLocation());
    for (Path jar : Installation.jars(installation.sourcePlugin())) {
      urls.add(url(jar));
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

  /** Our class path; the one class that uses the connector comes from the connector's loader. */
  private static final class ChecksLoader extends URLClassLoader {
    ChecksLoader(URL[] urls) {
      super("connector-checks", urls, PreflightCommand.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(CHECKS)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }
  }
}
