/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path temporary;

  @Test
  void aNewDirectoryIsPrivate() throws IOException {
    Path directory = temporary.resolve("a/run");

    assertThat(DataDirectory.prepare(directory)).isEmpty();
    assertThat(permissions(directory)).isEqualTo("rwx------");
  }

  // Guards against: rows and passwords that an earlier version has left open.
  @Test
  void whatAnEarlierVersionHasWrittenIsNarrowed() throws IOException {
    Path directory = temporary.resolve("run");
    Path segment = Files.createDirectories(directory.resolve("kafka/log/t-0")).resolve("0.log");
    Path log = directory.resolve("waltap.log.1.gz");
    Path foreign = directory.resolve("notes.txt");
    for (Path file : new Path[] {segment, log, foreign}) {
      Files.writeString(file, "rows");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    assertThat(DataDirectory.prepare(directory)).isEmpty();
    assertThat(permissions(segment)).isEqualTo("rw-------");
    assertThat(permissions(segment.getParent())).isEqualTo("rwx------");
    assertThat(permissions(log)).isEqualTo("rw-------");
    assertThat(permissions(foreign)).as("a file that is not ours").isEqualTo("rw-r--r--");
  }

  // Guards against: /tmp that no other account can use any more.
  @Test
  void aDirectoryForAllAccountsIsRefused() throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("tmp"));
    Files.setAttribute(directory, "unix:mode", 01777);

    assertThatThrownBy(() -> DataDirectory.prepare(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("WALTAP_DATA_DIR");
    assertThat(permissions(directory)).isEqualTo("rwxrwxrwx");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
