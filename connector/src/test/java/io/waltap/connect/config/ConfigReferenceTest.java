/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigReferenceTest {

  @Test
  void everyVisibleKeyHasARow() {
    String page = ConfigReference.markdown();
    ConnectorConfig.definition()
        .configKeys()
        .values()
        .forEach(
            key -> {
              if (!key.internalConfig) {
                assertThat(page).contains("\n| `" + key.name + "` ");
              }
            });
  }

  @Test
  void everyDebeziumPropertyThatIsNotTheSameIsExplained() {
    String page = ConfigReference.markdown();
    for (DebeziumProperties.Entry entry : DebeziumProperties.entries()) {
      if (!entry.reason().isEmpty()) {
        assertThat(page).contains("`" + entry.key() + "`");
      }
    }
  }

  @Test
  void everyTableRowHasTheCellsOfItsHeader() {
    int cells = 0;
    for (String line : ConfigReference.markdown().lines().toList()) {
      if (!line.startsWith("|")) {
        cells = 0;
        continue;
      }
      int found = line.replace("\\|", "").split("\\|", -1).length;
      if (cells == 0) {
        cells = found;
      }
      assertThat(found).as(line).isEqualTo(cells);
    }
  }

  @Test
  void ownPropertiesAreMarked() {
    assertThat(ConfigReference.markdown())
        .contains("`reconnect.backoff.ms` *(own)*")
        .doesNotContain("`slot.name` *(own)*");
  }
}
