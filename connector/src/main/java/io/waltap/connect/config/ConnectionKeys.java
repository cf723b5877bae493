/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** Where the database is and how it is spoken to. */
final class ConnectionKeys {

  static final String GROUP = "Connection";

  static final String HOSTNAME = "database.hostname";
  static final String PORT = "database.port";
  static final String DBNAME = "database.dbname";
  static final String USER = "database.user";
  static final String PASSWORD = "database.password";
  static final String SSL_MODE = "database.sslmode";
  static final String SSL_ROOT_CERT = "database.sslrootcert";
  static final String SSL_CERT = "database.sslcert";
  static final String SSL_KEY = "database.sslkey";
  static final String SSL_PASSWORD = "database.sslpassword";
  static final String SSL_FACTORY = "database.sslfactory";
  static final String TCP_KEEP_ALIVE = "database.tcpKeepAlive";
  static final String QUERY_TIMEOUT = "database.query.timeout.ms";
  static final String INITIAL_STATEMENTS = "database.initial.statements";

  static final EnumOption<SslMode> SSL_MODES = EnumOption.hyphenated(SslMode.class);

  /** The modes of pgjdbc's {@code sslmode}. */
  enum SslMode {
    DISABLE,
    ALLOW,
    PREFER,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL
  }

  private ConnectionKeys() {}

  static void define(ConfigDef definition) {
    KeyGroup group = new KeyGroup(definition, GROUP);
    group.required(
        HOSTNAME,
        Validators.hosts(),
        "Host",
        "Host name or address of the PostgreSQL server. Several, separated by commas, are tried in"
            + " order until one answers that accepts writes. A server that cannot be reached is"
            + " tried again, see errors.max.retries.");
    group.count(
        PORT,
        5432,
        Range.between(1, 65_535),
        Importance.HIGH,
        "Port",
        "TCP port of the server; it holds for each host that does not name its own.");
    group.required(
        DBNAME,
        Validators.nonBlank(),
        "Database",
        "The database whose changes are captured. One connector captures one database. A database"
            + " that does not exist fails the validation and the task.");
    group.required(
        USER,
        Validators.nonBlank(),
        "User",
        "The role to connect as. It needs LOGIN, REPLICATION and SELECT on the captured tables."
            + " What it lacks is reported by the validation, with the GRANT that mends it.");
    group.secret(
        PASSWORD,
        Importance.HIGH,
        "Password",
        "The role's password; unset where the server asks for none. It is never logged. A password"
            + " that the server refuses fails the task at once, without retries.");
    group.choice(
        SSL_MODE,
        "prefer",
        SSL_MODES,
        Importance.MEDIUM,
        "TLS mode",
        "How much TLS is demanded: disable (none), allow and prefer (if the server insists or"
            + " offers, unverified), require (always, unverified), verify-ca (with a trusted"
            + " certificate), verify-full (also for this host name). Only the last two protect"
            + " against a false server.");
    group.text(
        SSL_ROOT_CERT,
        null,
        Validators.nonBlank(),
        Importance.MEDIUM,
        "TLS root certificate",
        "Path on the worker of the file with the certificates (PEM) that sign the server's. Unset,"
            + " the driver looks for ~/.postgresql/root.crt. A file that cannot be read fails the"
            + " connection.");
    group.text(
        SSL_CERT,
        null,
        Validators.nonBlank(),
        Importance.MEDIUM,
        "TLS client certificate",
        "Path on the worker of the client's certificate (PEM), where the server asks for one.");
    group.text(
        SSL_KEY,
        null,
        Validators.nonBlank(),
        Importance.MEDIUM,
        "TLS client key",
        "Path on the worker of the client's private key, PKCS-8 in DER form or PKCS-12.");
    group.secret(
        SSL_PASSWORD,
        Importance.MEDIUM,
        "TLS key password",
        "Password of the file that database.sslkey names. It is never logged.");
    group.text(
        SSL_FACTORY,
        null,
        Validators.nonBlank(),
        Importance.MEDIUM,
        "TLS socket factory",
        "Class of a javax.net.ssl.SSLSocketFactory for the driver, on the plugin's class path."
            + " Unset, the driver's own.");
    group.flag(
        TCP_KEEP_ALIVE,
        true,
        Importance.MEDIUM,
        "TCP keep-alive",
        "Whether the operating system probes idle connections, so that a peer that is gone is"
            + " noticed.");
    group.amount(
        QUERY_TIMEOUT,
        600_000,
        Range.between(0, Integer.MAX_VALUE),
        Importance.LOW,
        "Query timeout",
        "Milliseconds after which a query is cancelled, 0 for never. It does not bound the reading"
            + " of a table in a snapshot. A cancelled query is tried again.");
    group.text(
        INITIAL_STATEMENTS,
        null,
        Validators.nonBlank(),
        Importance.LOW,
        "Initial statements",
        "SQL statements, separated by semicolons, that each new connection runs first, except the"
            + " replication connections. Two semicolons stand for one inside a statement. A"
            + " statement that fails, fails the connection.");
  }
}
