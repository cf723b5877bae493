/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server of another project, or a program that ends by itself, in its own process. It ends with
 * the test, or with this JVM.
 */
final class ServerProcess implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Path log;
  private final Thread lastResort;

  private ServerProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.lastResort = new Thread(process::destroyForcibly, "destroy-" + name);
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /**
   * Starts a server.
   *
   * @param directory for its files and its log
   * @param java the program that starts it
   * @param environment in addition to this process's
   * @param arguments options of Java, then class or jar, then arguments
   */
  static ServerProcess start(
      String name,
      Path directory,
      Path java,
      Map<String, String> environment,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(arguments);
    try {
      Files.createDirectories(directory);
      Path log = directory.resolve("server.log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      return new ServerProcess(name, builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until an address answers with a success. */
  void awaitAnswer(URI address) {
    awaitAnswer(address, "");
  }

  /** Waits until an address answers with a success that contains this text. */
  void awaitAnswer(URI address, String text) {
    await(name + " to answer at " + address)
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(
                    name + " ended with " + process.exitValue() + "; see " + log);
              }
              return Http.answers(address, text);
            });
  }

  /** Waits until a program has ended by itself, with a success. */
  void awaitEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(name + " did not end within " + limit + "; see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(name + " ended with " + process.exitValue() + "; see " + log);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }
}
