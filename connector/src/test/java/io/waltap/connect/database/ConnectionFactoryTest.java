/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.record.TestTable;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGProperty;

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
  void theQueryTimeoutIsInWholeSecondsAndAtLeastOne() {
    assertThat(value(PGProperty.QUERY_TIMEOUT, true, "database.query.timeout.ms", "90999"))
        .isEqualTo("90");
    assertThat(value(PGProperty.QUERY_TIMEOUT, true, "database.query.timeout.ms", "1"))
        .isEqualTo("1");
    assertThat(value(PGProperty.QUERY_TIMEOUT, true, "database.query.timeout.ms", "0")).isNull();
  }

  // Guards against: a session that waits forever for a server that is gone.
  @Test
  void theServerMayBeSilentForLongerThanAStatementMayTake() {
    assertThat(value(PGProperty.SOCKET_TIMEOUT, true, "database.query.timeout.ms", "90000"))
        .isEqualTo("150");
    assertThat(value(PGProperty.SOCKET_TIMEOUT, true, "database.query.timeout.ms", "2000"))
        .isEqualTo("4");
    assertThat(value(PGProperty.SOCKET_TIMEOUT, true, "database.query.timeout.ms", "0")).isNull();
    assertThat(value(PGProperty.SOCKET_TIMEOUT, true, "driver.socketTimeout", "7")).isEqualTo("7");
  }

  @Test
  void aCopyMayBeSilentForAnyTime() {
    assertThat(value(PGProperty.SOCKET_TIMEOUT, false, "database.query.timeout.ms", "90000"))
        .isNull();
  }

  @Test
  void tcpKeepAliveIsOnUnlessItIsSwitchedOff() {
    assertThat(value(PGProperty.TCP_KEEP_ALIVE, true)).isEqualTo("true");
    assertThat(value(PGProperty.TCP_KEEP_ALIVE, true, "database.tcpKeepAlive", "false"))
        .isEqualTo("false");
  }

  @ParameterizedTest
  @CsvSource({
    "database.sslmode, SSL_MODE, verify-full",
    "database.sslrootcert, SSL_ROOT_CERT, /etc/tls/root.crt",
    "database.sslcert, SSL_CERT, /etc/tls/client.crt",
    "database.sslkey, SSL_KEY, /etc/tls/client.pk8",
    "database.sslpassword, SSL_PASSWORD, of the key",
    "database.sslfactory, SSL_FACTORY, org.postgresql.ssl.DefaultJavaSSLFactory"
  })
  void eachPropertyOfTlsReachesTheDriver(String property, PGProperty key, String value) {
    assertThat(value(key, true, property, value)).isEqualTo(value);
    assertThat(value(key, false, property, value)).isEqualTo(value);
  }

  @Test
  void theDriverIsToldNothingOfTlsThatIsNotConfigured() {
    assertThat(value(PGProperty.SSL_MODE, true)).isEqualTo("prefer");
    assertThat(value(PGProperty.SSL_ROOT_CERT, true)).isNull();
    assertThat(value(PGProperty.SSL_CERT, true)).isNull();
    assertThat(value(PGProperty.SSL_KEY, true)).isNull();
    assertThat(value(PGProperty.SSL_PASSWORD, true)).isNull();
    assertThat(value(PGProperty.SSL_FACTORY, true)).isNull();
  }

  @Test
  void theApplicationNameIsWhatTheServerWillShow() {
    assertThat(ConnectionFactory.applicationName("orders")).isEqualTo("waltap/orders");
    assertThat(ConnectionFactory.applicationName("a b\u00e9")).isEqualTo("waltap/a_b_");
    assertThat(ConnectionFactory.applicationName("x".repeat(100))).hasSize(63);
  }

  /** What the driver is told; null: nothing. */
  private static String value(PGProperty key, boolean limitedSilence, String... configuration) {
    ConnectionFactory connections =
        new ConnectionFactory(TestTable.config(configuration).connection(), "test");
    Properties properties = connections.properties(limitedSilence);
    return properties.getProperty(key.getName());
  }
}
