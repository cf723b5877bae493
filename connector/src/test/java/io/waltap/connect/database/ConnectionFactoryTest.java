/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionFactoryTest {

  @Test
  void aHostGetsTheConfiguredPortUnlessItHasOne() {
    assertThat(ConnectionFactory.address("db", 5432)).isEqualTo("db:5432");
    assertThat(ConnectionFactory.address("db:6432", 5432)).isEqualTo("db:6432");
  }

  @Test
  void anIpv6AddressIsBracketed() {
    assertThat(ConnectionFactory.address("::1", 5432)).isEqualTo("[::1]:5432");
    assertThat(ConnectionFactory.address("[::1]", 5432)).isEqualTo("[::1]:5432");
    assertThat(ConnectionFactory.address("[::1]:6432", 5432)).isEqualTo("[::1]:6432");
  }

  // Guards against: ALTER ROLE … SET default_transaction_read_only = on.
  @Test
  void sessionsMayWriteWhateverIsSetForTheRole() {
    assertThat(ConnectionFactory.options(null)).isEqualTo("-c default_transaction_read_only=off");
    assertThat(ConnectionFactory.options("-c geqo=off"))
        .isEqualTo("-c geqo=off -c default_transaction_read_only=off");
  }

  @Test
  void theApplicationNameIsWhatTheServerWillShow() {
    assertThat(ConnectionFactory.applicationName("orders")).isEqualTo("waltap/orders");
    assertThat(ConnectionFactory.applicationName("a b\u00e9")).isEqualTo("waltap/a_b_");
    assertThat(ConnectionFactory.applicationName("x".repeat(100))).hasSize(63);
  }
}
