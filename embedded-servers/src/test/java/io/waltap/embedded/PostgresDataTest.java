/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresDataTest {
  @TempDir Path directory;

  @Test
  void aSettingIsALineAtTheEndWithItsQuotesDoubled() throws IOException {
    Files.writeString(directory.resolve("postgresql.conf"), "port = '1'\n");

    data().set("log_line_prefix", "it's %p ");

    assertThat(directory.resolve("postgresql.conf"))
        .hasContent("port = '1'\nlog_line_prefix = 'it''s %p '\n");
  }

  @Test
  void theProcessIdIsTheFirstLineOfThePostmastersFile() throws IOException {
    Files.writeString(directory.resolve("postmaster.pid"), "4711\n" + directory + "\n");

    assertThat(data().postmasterPid()).isEqualTo(4711);
  }

  @Test
  void withoutThatFileTheServerIsNotRunning() {
    assertThatThrownBy(() -> data().postmasterPid())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("not running");
  }

  @Test
  void aDirectoryIsInitializedWhenItHasAVersion() throws IOException {
    assertThat(data().initialized()).isFalse();
    Files.writeString(directory.resolve("PG_VERSION"), "18\n");
    assertThat(data().initialized()).isTrue();
  }

  private PostgresData data() {
    return new PostgresData(directory);
  }
}
