/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenersTest {
  @Test
  void theDefaultsAreForThisHostAlone() {
    assertThat(Listeners.warnings(Map.of(), Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8083",
        "http://localhost:8083",
        "https://[::1]:8083",
        "PLAINTEXT://127.0.0.1:9092, CONTROLLER://127.0.0.1:9093"
      })
  void aLoopbackAddressIsToo(String listeners) {
    assertThat(Listeners.onLoopback(listeners)).isTrue();
  }

  // Guards against: rows that another host can read, without a word.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://:8083",
        "http://0.0.0.0:8083",
        "https://10.0.0.5:8083",
        "http://127.example.org:8083",
        "PLAINTEXT://127.0.0.1:9092,PLAINTEXT2://[::]:9094",
        "anything else"
      })
  void anythingElseIsAWarning(String listeners) {
    assertThat(Listeners.onLoopback(listeners)).isFalse();
    assertThat(Listeners.warnings(Map.of("listeners", listeners), Map.of()))
        .singleElement()
        .asString()
        .startsWith("broker.listeners");
    assertThat(Listeners.warnings(Map.of(), Map.of("listeners", listeners)))
        .singleElement()
        .asString()
        .startsWith("worker.listeners");
  }
}
