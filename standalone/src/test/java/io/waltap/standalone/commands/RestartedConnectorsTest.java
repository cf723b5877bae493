/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestartedConnectorsTest {
  @Test
  void theFirstLineOfATraceIsTheReason() {
    assertThat(RestartedConnectors.reason("SQLException: no\n\tat a.B.c(B.java:1)\n"))
        .isEqualTo("SQLException: no");
    assertThat(RestartedConnectors.reason("")).isEmpty();
  }

  // Guards against: an operator who reads of max.request.size, which is no variable.
  @Test
  void aRecordThatIsTooLargeNamesTheVariable() {
    String trace =
        """
        org.apache.kafka.connect.errors.ConnectException: Unrecoverable exception
        \tat a.B.c(B.java:1)
        Caused by: org.apache.kafka.common.errors.RecordTooLargeException: The message is 99 bytes
        """;
    assertThat(RestartedConnectors.reason(trace))
        .startsWith(
            "Caused by: org.apache.kafka.common.errors.RecordTooLargeException: The message")
        .contains("MAX_ROW_MB");
  }
}
