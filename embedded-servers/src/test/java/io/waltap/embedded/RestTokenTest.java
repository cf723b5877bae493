/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestTokenTest {
  @TempDir Path directory;

  @Test
  void theTokenIsMadeOnceAndIsInAPrivateFileAsAHeader() throws IOException {
    Path file = directory.resolve("rest.header");

    String token = RestToken.inFile(file);
    assertThat(token).matches("[0-9a-f]{64}");
    assertThat(RestToken.inFile(file)).isEqualTo(token);
    assertThat(file).hasContent("Authorization: Bearer " + token);
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  @Test
  void aFileThatOthersCouldReadIsNarrowed() throws IOException {
    Path file = directory.resolve("rest.header");
    String token = RestToken.inFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(RestToken.inFile(file)).isEqualTo(token);
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  @Test
  void aDamagedFileIsReplaced() throws IOException {
    Path file = Files.writeString(directory.resolve("rest.header"), "");

    assertThat(RestToken.inFile(file)).matches("[0-9a-f]{64}");
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  // Guards against: a request of another account of the host.
  @Test
  void onlyTheTokenItselfIsAdmitted() {
    RestToken.Filter filter = new RestToken.Filter("Bearer 4711".getBytes(StandardCharsets.UTF_8));

    assertThat(filter.admits(RestToken.authorization("4711"))).isTrue();
    assertThat(filter.admits(null)).isFalse();
    assertThat(filter.admits("")).isFalse();
    assertThat(filter.admits("Bearer 471")).isFalse();
    assertThat(filter.admits("Basic 4711")).isFalse();
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
