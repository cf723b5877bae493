/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The page is made from the definition: {@code ./mvnw test -pl connector
 * -Dtest=ConfigReferencePageTest -Dwaltap.docs=write}.
 */
class ConfigReferencePageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");

  @Test
  void theReferencePageSaysWhatTheDefinitionSays() throws IOException {
    if ("write".equals(System.getProperty("waltap.docs"))) {
      Files.writeString(PAGE, ConfigReference.markdown());
    }
    assertThat(Files.readString(PAGE))
        .as("docs/configuration.md is stale; write it again with -Dwaltap.docs=write")
        .isEqualTo(ConfigReference.markdown());
  }
}
