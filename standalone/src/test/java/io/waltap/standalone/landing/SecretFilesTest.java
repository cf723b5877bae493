/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {
  @TempDir Path directory;

  @Test
  void theLineEndIsNotPartOfASecret() throws IOException {
    Files.writeString(directory.resolve("token"), " hush\r\n");
    Files.writeString(directory.resolve("other"), "hush");
    try (SecretFiles provider = new SecretFiles()) {
      provider.configure(Map.of());

      assertThat(provider.get(directory.toString(), Set.of("token")).data())
          .isEqualTo(Map.of("token", " hush"));
      assertThat(provider.get(directory.toString()).data())
          .isEqualTo(Map.of("token", " hush", "other", "hush"));
    }
  }
}
