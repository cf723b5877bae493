/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A short run of {@code ./waltap soak}, as users start it, with a fixed seed.
 *
 * <p>Guards against: changes lost, doubled or out of order when faults of different kinds follow
 * each other; a soak that does not run any more.
 */
class SoakIT {
  private static final Path DIRECTORY = Path.of("target", "soak").toAbsolutePath();
  private static final long PATIENCE_MINUTES = 8;

  @Test
  void faultsOfAllPartsLoseNothingAndDoubleNothing() throws Exception {
    Files.createDirectories(DIRECTORY);
    Path log = DIRECTORY.resolve("run.log");
    Path home = Path.of(System.getProperty("waltap.home"));
    Process soak =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-Dwaltap.home=" + home,
                    "-Dlog4j2.configurationFile=" + home.resolve("config/log4j2.xml"),
                    "-cp",
                    home.resolve("lib") + "/*",
                    "io.waltap.bench.soak.Soak",
                    "--minutes",
                    "1.2",
                    "--seed",
                    "42",
                    "--rate",
                    "150",
                    "--rows",
                    "200",
                    "--patience",
                    "90",
                    "--faults",
                    "worker-kill,broker-kill,postgres-kill,link-cut,slot-taken,lanes",
                    "--dir",
                    DIRECTORY.resolve("servers").toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = soak.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
      assertThat(ended).as("%s", text(log)).isTrue();
      assertThat(soak.exitValue()).as("%s", text(log)).isZero();
    } finally {
      soak.destroy();
      soak.waitFor(1, TimeUnit.MINUTES);
    }
  }

  private static String text(Path log) throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }
}
