/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static io.waltap.connect.config.ConfigFixture.config;
import static io.waltap.connect.config.ConfigFixture.errors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.config.StartPosition.Kind;
import io.waltap.connect.pgoutput.Lsn;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartPositionTest {
  private static final String KEY = "start.position";

  @Test
  void unsetItIsTheOldestThatTheSlotHas() {
    assertThat(config().replication().startPosition())
        .isEqualTo(new StartPosition(Kind.EARLIEST, Lsn.NONE));
  }

  @Test
  void earliestAndLatestAreWords() {
    assertThat(startPosition("earliest").kind()).isEqualTo(Kind.EARLIEST);
    assertThat(startPosition("latest").kind()).isEqualTo(Kind.LATEST);
    assertThat(StartPosition.parse(" LATEST ").kind()).isEqualTo(Kind.LATEST);
    assertThat(config(KEY, "latest", "snapshot.mode", "no_data").warnings()).isEmpty();
  }

  // Guards against: a word that one reads as the beginning, and another as the end.
  @Test
  void headAndTailAreRefusedAndSayWhatToWrite() {
    assertThat(errors(KEY, "head")).singleElement().asString().contains("Write earliest");
    assertThat(errors(KEY, "TAIL")).singleElement().asString().contains("0.1.0: tail");
  }

  @Test
  void anLsnIsReadAsPostgresPrintsIt() {
    assertThat(startPosition("16/B374D848")).isEqualTo(new StartPosition(Kind.LSN, 0x16B374D848L));
    assertThat(StartPosition.parse("FFFFFFFF/FFFFFFFF").lsn()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"middle", "16", "16/", "/1", "0x16/1", "1/123456789"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> StartPosition.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(errors(KEY, text))
        .singleElement()
        .asString()
        .contains("earliest, latest, or an LSN such as 16/B374D848");
  }

  @Test
  void whatIsUnderstoodHasNoErrors() {
    assertThat(errors(KEY, "latest")).isEmpty();
    assertThat(errors(KEY, "1/0")).isEmpty();
  }

  @Test
  void aConnectorThatReadsTheTablesBeginsWhereItReadThem() {
    assertThatThrownBy(() -> config(KEY, "latest", "snapshot.mode", "initial"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(KEY, "no_data");
  }

  private static StartPosition startPosition(String text) {
    return config(KEY, text, "snapshot.mode", "no_data").replication().startPosition();
  }
}
