/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import io.waltap.standalone.landing.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The command {@code ./waltap soak}: faults at random while rows change, and the verdict about what
 * has arrived.
 */
public final class Soak {
  private static final int CLEAN = 0;
  private static final int WRONG = 1;
  private static final int USAGE = 2;
  private static final int NO_VERDICT = 3;

  private Soak() {}

  public static void main(String[] arguments) {
    int exit;
    try {
      exit = run(List.of(arguments));
    } catch (SoakOptions.UsageException e) {
      System.err.println("waltap soak: " + e.getMessage());
      exit = USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exit = NO_VERDICT;
    } catch (IOException | SQLException | RuntimeException e) {
      System.err.println("waltap soak: there is no verdict: " + e);
      if (e.getCause() != null) {
        System.err.println("  because: " + e.getCause());
      }
      exit = NO_VERDICT;
    }
    // threads of clients may live on; all that had to be stopped is stopped
    System.exit(exit);
  }

  private static int run(List<String> arguments)
      throws IOException, SQLException, InterruptedException {
    if (arguments.contains("--help") || arguments.contains("help")) {
      System.out.print(SoakOptions.help());
      return CLEAN;
    }
    SoakOptions options = SoakOptions.parse(arguments);
    String home = System.getProperty("waltap.home");
    if (home == null) {
      throw new IllegalStateException("-Dwaltap.home is not set: start this with ./waltap soak");
    }
    Path directory = options.directory().toAbsolutePath();
    Files.createDirectories(directory);
    // before anything logs: logging is configured at its first use
    System.setProperty("waltap.log.file", directory.resolve("soak.log").toString());
    String command =
        String.join(" ", "./waltap soak", String.join(" ", arguments)).strip()
            + (arguments.contains("--seed") ? "" : " --seed " + options.seed());
    SoakLog log = new SoakLog(System.err);
    log.say(command);
    log.say("starting PostgreSQL, a broker and a worker in " + directory);
    try (SoakServers servers = SoakServers.start(options, new Installation(Path.of(home)), log);
        SoakRun run = new SoakRun(options, servers, log)) {
      SoakReport report = run.run(command);
      String text = report.text(options.exactlyOnce());
      Path file = resultFile(Path.of(home));
      Files.writeString(file, text, StandardCharsets.UTF_8);
      System.out.print(text);
      log.say("the report is in " + file);
      return report.clean(options.exactlyOnce()) ? CLEAN : WRONG;
    }
  }

  private static Path resultFile(Path home) {
    String time =
        LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    return home.toAbsolutePath().resolveSibling("soak-" + time + ".md");
  }
}
