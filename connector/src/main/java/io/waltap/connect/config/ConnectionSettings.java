/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How to reach the database.
 *
 * @param hostname one host, or several separated by commas without blanks, each perhaps with its
 *     port
 * @param password the password, or null. Keep it out of messages and logs
 * @param passwordFile path of a file with the password, which is read for each connection, or null
 * @param sslMode the mode as pgjdbc spells it: {@code verify-full}
 * @param sslCert path of the client's certificate, or null
 * @param sslKey path of the client's private key, or null
 * @param sslRootCert path of the certificates that are trusted, or null
 * @param sslPassword password of the client's private key, or null. Keep it out of messages and
 *     logs
 * @param sslFactory class of the socket factory, or null
 * @param queryTimeout zero for no limit
 * @param fallbackCharset of texts that are not UTF-8 in a database with the encoding SQL_ASCII, or
 *     null
 * @param initialStatements the statements that each new connection runs first
 * @param driverProperties properties for the driver alone, without their prefix: {@code driver.*},
 *     and the {@code database.*} ones that neither this connector nor Debezium knows. They may hold
 *     secrets. A {@code driver.*} property wins
 */
public record ConnectionSettings(
    String hostname,
    int port,
    String databaseName,
    String user,
    String password,
    String passwordFile,
    String sslMode,
    String sslCert,
    String sslKey,
    String sslRootCert,
    String sslPassword,
    String sslFactory,
    boolean tcpKeepAlive,
    Duration queryTimeout,
    Charset fallbackCharset,
    List<String> initialStatements,
    Map<String, String> driverProperties) {
  private static final List<String> DRIVER_PREFIXES = List.of("database.", "driver.");

  public ConnectionSettings {
    initialStatements = List.copyOf(initialStatements);
    driverProperties = Map.copyOf(driverProperties);
  }

  static ConnectionSettings of(Values values) {
    String statements = values.text(ConnectionKeys.INITIAL_STATEMENTS);
    String charset = values.text(ConnectionKeys.FALLBACK_CHARSET);
    return new ConnectionSettings(
        values.text(ConnectionKeys.HOSTNAME).replace(" ", ""),
        values.number(ConnectionKeys.PORT),
        values.databaseName(),
        values.text(ConnectionKeys.USER),
        values.secret(ConnectionKeys.PASSWORD),
        values.text(ConnectionKeys.PASSWORD_FILE),
        ConnectionKeys.SSL_MODES.text(
            values.chosen(ConnectionKeys.SSL_MODE, ConnectionKeys.SSL_MODES)),
        values.text(ConnectionKeys.SSL_CERT),
        values.text(ConnectionKeys.SSL_KEY),
        values.text(ConnectionKeys.SSL_ROOT_CERT),
        values.secret(ConnectionKeys.SSL_PASSWORD),
        values.text(ConnectionKeys.SSL_FACTORY),
        values.flag(ConnectionKeys.TCP_KEEP_ALIVE),
        values.millis(ConnectionKeys.QUERY_TIMEOUT),
        charset == null ? null : Validators.charset(ConnectionKeys.FALLBACK_CHARSET, charset),
        statements == null ? List.of() : SemicolonLists.statements(statements),
        driverProperties(values));
  }

  private static Map<String, String> driverProperties(Values values) {
    Map<String, String> driver = new HashMap<>();
    for (String prefix : DRIVER_PREFIXES) {
      values
          .properties()
          .forEach(
              (key, value) -> {
                if (key.startsWith(prefix)
                    && key.length() > prefix.length()
                    && !values.defines(key)
                    && !DebeziumProperties.isKnown(key)) {
                  driver.put(key.substring(prefix.length()), value);
                }
              });
    }
    return driver;
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return user + "@" + hostname + ":" + port + "/" + databaseName;
  }
}
