/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionEncryptionTest {
  private static final String REMOTE = "10.0.0.5";

  @Test
  void aSessionInClearToAnotherHostIsReadable() {
    assertThat(new SessionEncryption(false, REMOTE).isReadable("db")).isTrue();
    assertThat(new SessionEncryption(false, "fd00::5").isReadable("[fd00::5]:6432")).isTrue();
    assertThat(new SessionEncryption(false, REMOTE).isReadable("localhost.example.org")).isTrue();
    assertThat(new SessionEncryption(false, REMOTE).isReadable("127.example.org")).isTrue();
  }

  @Test
  void anEncryptedSessionIsNot() {
    assertThat(new SessionEncryption(true, REMOTE).isReadable("db")).isFalse();
  }

  @Test
  void whatStaysOnTheHostIsNot() {
    assertThat(new SessionEncryption(false, null).isReadable("db")).as("Unix socket").isFalse();
    assertThat(new SessionEncryption(false, "127.0.0.1").isReadable("db")).isFalse();
    assertThat(new SessionEncryption(false, "::1").isReadable("db")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:6432",
        "127.0.0.1",
        "127.0.1.1:6432",
        "::1",
        "[::1]",
        "[::1]:6432",
        "localhost,127.0.0.1"
      })
  void aTunnelOrAContainerOnThisHostIsNot(String hostname) {
    assertThat(new SessionEncryption(false, REMOTE).isReadable(hostname)).isFalse();
  }

  @Test
  void oneOfSeveralHostsThatIsElsewhereIsEnough() {
    assertThat(new SessionEncryption(false, REMOTE).isReadable("localhost,db")).isTrue();
  }
}
