/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import io.waltap.embedded.FileTree;
import io.waltap.standalone.landing.Installation;
import java.io.IOException;
import java.nio.file.Path;

/**
 * PostgreSQL, the broker, the worker, and the link between worker and PostgreSQL. Whatever was
 * started is stopped by {@link #close}.
 */
final class SoakServers implements AutoCloseable {
  private final Path directory;
  private Disk disk;
  private Postgres postgres;
  private TcpProxy link;
  private Broker broker;
  private Worker worker;

  private SoakServers(Path directory) {
    this.directory = directory;
  }

  /** Starts all of them, with empty data. */
  static SoakServers start(SoakOptions options, Installation installation, SoakLog log)
      throws IOException, InterruptedException {
    SoakServers servers = new SoakServers(options.directory().toAbsolutePath());
    try {
      servers.startAll(options, installation, log);
      return servers;
    } catch (IOException | InterruptedException | RuntimeException e) {
      servers.close();
      throw e;
    }
  }

  private void startAll(SoakOptions options, Installation installation, SoakLog log)
      throws IOException, InterruptedException {
    for (String part : new String[] {"postgres", "broker", "worker"}) {
      FileTree.delete(directory.resolve(part));
    }
    Path data = directory.resolve("postgres");
    if (options.faults().contains(Fault.DISK_FULL)) {
      disk = Disk.mount(data, log);
      if (disk == null) {
        log.say("disk-full is skipped: a tmpfs cannot be mounted here, which needs root");
      }
    }
    Path home = installation.home();
    postgres = Postgres.start(home, options.postgres(), data, disk != null);
    if (disk != null && !postgres.server().directory().startsWith(data)) {
      log.say("disk-full is skipped: PostgreSQL's account cannot reach " + data);
      postgres.close();
      disk.close();
      disk = null;
      postgres = Postgres.start(home, options.postgres(), data, false);
    }
    link = new TcpProxy(postgres.server().port());
    broker = new Broker(directory.resolve("broker"));
    broker.start();
    worker =
        new Worker(
            directory.resolve("worker"),
            broker.bootstrapServers(),
            installation.plugins(),
            options.exactlyOnce());
    worker.start();
  }

  Postgres postgres() {
    return postgres;
  }

  TcpProxy link() {
    return link;
  }

  Broker broker() {
    return broker;
  }

  Worker worker() {
    return worker;
  }

  /** The disk of PostgreSQL, or null if it is the disk of the machine. */
  Disk disk() {
    return disk;
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
    }
    if (broker != null) {
      broker.close();
    }
    if (link != null) {
      link.close();
    }
    if (postgres != null) {
      postgres.close();
    }
    if (disk != null) {
      disk.close();
    }
  }
}
