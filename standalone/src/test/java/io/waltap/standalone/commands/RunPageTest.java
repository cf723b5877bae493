/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The page is made from the definition of the variables: {@code ./mvnw test -pl standalone -am
 * -Dtest=RunPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dwaltap.docs=write}.
 */
class RunPageTest {
  private static final Path PAGE = Path.of("../docs/run.md");

  @Test
  void thePageSaysWhatTheDefinitionSays() throws IOException {
    if ("write".equals(System.getProperty("waltap.docs"))) {
      Files.writeString(PAGE, RunReference.markdown());
    }
    assertThat(Files.readString(PAGE))
        .as("docs/run.md is stale; write it again with -Dwaltap.docs=write")
        .isEqualTo(RunReference.markdown());
  }
}
