/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.waltap.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A server whose data directory can be saved, and put back later, as from a cold backup. */
public final class RestorablePostgres implements PostgresServer {
  private final int major = Settings.defaultMajor();
  private final EmbeddedPostgres postgres;
  private final Path data;
  private final Path saved;

  private RestorablePostgres(String name) {
    Path directory =
        WorkDirectory.fresh("postgres-" + major + "-" + name + "-" + ProcessHandle.current().pid());
    this.postgres =
        EmbeddedPostgres.builder(
                InstalledPostgres.programs(major).orElseGet(() -> Settings.postgresBinaries(major)))
            .directory(directory)
            .cache(Settings.work().resolve("postgres-binaries"))
            .start();
    this.data = postgres.directory().resolve("data");
    this.saved = postgres.directory().resolve("saved");
  }

  /** Starts the server; the test closes it. */
  public static RestorablePostgres start(String name) {
    assumeThat(Settings.containers()).as("the data directory is a copy of files").isFalse();
    return new RestorablePostgres(name);
  }

  /** Stops the server in order, copies its data directory, and starts it again. */
  public void save() {
    postgres.stop();
    copy(data, saved);
    postgres.start();
  }

  /** Stops the server as in a crash, and starts it with the data of {@link #save()}. */
  public void restore() {
    postgres.stopImmediate();
    WorkDirectory.delete(data);
    copy(saved, data);
    postgres.start();
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
    postgres.stopImmediate();
    postgres.close();
    WorkDirectory.delete(data);
    WorkDirectory.delete(saved);
  }

  /** Copies with mode and owner, since the owner may be another user. */
  private static void copy(Path source, Path target) {
    try (Stream<Path> walk = Files.walk(source)) {
      List<Path> paths = walk.toList();
      for (Path path : paths) {
        Files.copy(
            path, target.resolve(source.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
