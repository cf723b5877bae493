/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import io.waltap.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Map;

/** PostgreSQL as a process on this machine. */
final class LocalPostgres implements PostgresServer {
  private final int major;
  private final EmbeddedPostgres postgres;

  LocalPostgres(String name, int major, Map<String, String> settings) {
    this.major = major;
    // with a name of this run: the server may have to keep its data elsewhere, where fresh() does
    // not delete
    Path directory =
        WorkDirectory.fresh("postgres-" + major + "-" + name + "-" + ProcessHandle.current().pid());
    Path binaries =
        InstalledPostgres.programs(major).orElseGet(() -> Settings.postgresBinaries(major));
    this.postgres =
        EmbeddedPostgres.builder(binaries)
            .directory(directory)
            .cache(Settings.work().resolve("postgres-binaries"))
            .settings(settings)
            .start();
  }

  @Override
  public int major() {
    return major;
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public int port() {
    return postgres.port();
  }

  @Override
  public String user() {
    return postgres.user();
  }

  @Override
  public String password() {
    return postgres.password();
  }

  @Override
  public void stopImmediately() {
    postgres.stopImmediate();
  }

  @Override
  public void start() {
    postgres.start();
  }

  @Override
  public void close() {
    // its data is not used again, so there is no point in an orderly stop
    postgres.stopImmediate();
    postgres.close();
    WorkDirectory.delete(postgres.directory().resolve("data"));
  }
}
