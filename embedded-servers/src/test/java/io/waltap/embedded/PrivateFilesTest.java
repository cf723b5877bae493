/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  @TempDir Path temporary;

  @Test
  void aNewDirectoryIsPrivateAndItsParentsAreNotChanged() throws IOException {
    set(temporary, "rwxr-xr-x");
    PrivateFiles.createDirectory(temporary.resolve("a/b"));

    assertThat(permissions(temporary)).isEqualTo("rwxr-xr-x");
    assertThat(permissions(temporary.resolve("a/b"))).isEqualTo("rwx------");
  }

  @Test
  void aDirectoryThatExistsIsNarrowed() throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("a"));
    set(directory, "rwxrwxrwx");

    PrivateFiles.createDirectory(directory);
    assertThat(permissions(directory)).isEqualTo("rwx------");
  }

  // Guards against: rows and passwords that an earlier version has left open.
  @Test
  void everythingInADirectoryIsNarrowed() throws IOException {
    Path inner = Files.createDirectories(temporary.resolve("log/topic-0"));
    Path file = Files.writeString(inner.resolve("0.log"), "rows");
    Path program = Files.writeString(inner.resolve("program"), "");
    set(inner, "rwxr-xr-x");
    set(file, "rw-rw-r--");
    set(program, "rwxr-xr-x");
    Path elsewhere = Files.writeString(temporary.resolve("elsewhere"), "");
    set(elsewhere, "rw-r--r--");
    Files.createSymbolicLink(inner.resolve("link"), elsewhere);

    PrivateFiles.narrowTree(temporary.resolve("log"));
    assertThat(permissions(inner)).isEqualTo("rwx------");
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(permissions(program)).isEqualTo("rwx------");
    assertThat(permissions(elsewhere)).as("a link is not followed").isEqualTo("rw-r--r--");
  }

  @Test
  void whereThereIsNothingNothingIsNarrowed() throws IOException {
    PrivateFiles.narrowTree(temporary.resolve("nothing"));
    assertThat(temporary.resolve("nothing")).doesNotExist();
  }

  @Test
  void aFileIsReplacedByAPrivateOne() throws IOException {
    Path file = Files.writeString(temporary.resolve("secret"), "an older, longer text");
    set(file, "rw-r--r--");

    PrivateFiles.write(file, "hush");
    assertThat(file).hasContent("hush");
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(temporary).as("nothing else is left").isDirectoryNotContaining("glob:**.draft");
  }

  private static void set(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
