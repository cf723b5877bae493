/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDirectoryTest {
  @TempDir Path temporary;

  @Test
  void anEarlierDemoIsWiped() throws IOException {
    Path directory = temporary.resolve("demo");
    DemoDirectory.prepare(directory);
    Files.createDirectories(directory.resolve("kafka/log"));
    Files.writeString(directory.resolve("kafka/log/0"), "old");

    DemoDirectory.prepare(directory);

    assertThat(directory.resolve("kafka")).doesNotExist();
  }

  @Test
  void whatIsNotADemosIsLeftAlone() throws IOException {
    Files.writeString(temporary.resolve("thesis.txt"), "years of work");

    assertThatThrownBy(() -> DemoDirectory.prepare(temporary))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--dir");
    assertThat(temporary.resolve("thesis.txt")).exists();
  }
}
