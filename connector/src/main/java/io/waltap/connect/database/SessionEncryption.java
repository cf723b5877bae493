/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the server says about the encryption of a session.
 *
 * @param encrypted by TLS or by GSSAPI
 * @param serverAddress the server's address in this session, or null over a Unix socket
 */
public record SessionEncryption(boolean encrypted, String serverAddress) {
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|::1");

  private static final String QUERY =
      """
      SELECT coalesce((SELECT s.ssl FROM pg_catalog.pg_stat_ssl s
                        WHERE s.pid = pg_catalog.pg_backend_pid()), false)
          OR coalesce((SELECT g.encrypted FROM pg_catalog.pg_stat_gssapi g
                        WHERE g.pid = pg_catalog.pg_backend_pid()), false) AS encrypted,
             pg_catalog.host(pg_catalog.inet_server_addr()) AS address
      """;

  /** Asks the server. */
  public static SessionEncryption read(Connection ordinary) throws SQLException {
    return Sql.one(
        ordinary,
        QUERY,
        row -> new SessionEncryption(row.getBoolean("encrypted"), row.getString("address")));
  }

  /**
   * Whether others can read the session on a network. What stays on this host is on none.
   *
   * @param hostname {@code database.hostname}: one host or several
   */
  public boolean isReadable(String hostname) {
    if (encrypted || serverAddress == null || LOOPBACK.matcher(serverAddress).matches()) {
      return false;
    }
    // a tunnel or a container has another address at the server, and its own way there
    return !List.of(hostname.split(",", -1)).stream().allMatch(SessionEncryption::isThisHost);
  }

  private static boolean isThisHost(String host) {
    String name = withoutPort(host.strip());
    return name.equalsIgnoreCase("localhost") || LOOPBACK.matcher(name).matches();
  }

  private static String withoutPort(String host) {
    int colon = host.indexOf(':');
    if (host.startsWith("[") && host.indexOf(']') > 0) {
      return host.substring(1, host.indexOf(']'));
    }
    return colon > 0 && colon == host.lastIndexOf(':') ? host.substring(0, colon) : host;
  }
}
