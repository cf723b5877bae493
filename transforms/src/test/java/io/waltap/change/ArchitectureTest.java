/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The transforms use this package, and it uses no other package of Waltap. */
class ArchitectureTest {
  private static final Path MAIN = Path.of("src/main/java/io/waltap");

  // Guards against: a sink that needs the classes of the transforms.
  @Test
  void thePackageUsesNoOther() throws IOException {
    List<String> arrows = new ArrayList<>();
    try (Stream<Path> files = Files.list(MAIN.resolve("change"))) {
      for (Path file : files.toList()) {
        Files.readAllLines(file).stream()
            .filter(line -> line.contains("io.waltap."))
            .filter(line -> !line.contains("io.waltap.change") && !line.contains("\"io.waltap."))
            .forEach(line -> arrows.add(file.getFileName() + ": " + line));
      }
    }
    assertThat(arrows).as("hand a value down instead of reaching up").isEmpty();
  }
}
