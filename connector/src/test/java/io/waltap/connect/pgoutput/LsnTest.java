/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {
  @Test
  void isWrittenAsPostgresWritesIt() {
    assertThat(Lsn.format(0x16_B374_D848L)).isEqualTo("16/B374D848");
    assertThat(Lsn.format(0)).isEqualTo("0/0");
    assertThat(Lsn.format(-1)).isEqualTo("FFFFFFFF/FFFFFFFF");
  }

  @Property
  void textAndNumberAreTheSame(@ForAll long lsn) {
    assertThat(Lsn.parse(Lsn.format(lsn))).isEqualTo(lsn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "1",
        "1/",
        "/1",
        "G/0",
        "0/G",
        "-1/0",
        "0/-1",
        "123456789/0",
        "0/123456789"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Lsn.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isComparedUnsigned() {
    assertThat(Lsn.isAfter(-1, 1)).isTrue();
    assertThat(Lsn.max(-1, 1)).isEqualTo(-1);
  }
}
