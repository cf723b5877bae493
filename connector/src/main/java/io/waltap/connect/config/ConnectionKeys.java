/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The properties of the connection to the server. */
final class ConnectionKeys {

  static final String GROUP = "Connection";

  static final String HOSTNAME = "database.hostname";
  static final String PORT = "database.port";
  static final String DBNAME = "database.dbname";
  static final String USER = "database.user";
  static final String PASSWORD = "database.password";
  static final String PASSWORD_FILE = "database.password.file";
  static final String SSL_MODE = "database.sslmode";
  static final String SSL_ROOT_CERT = "database.sslrootcert";
  static final String SSL_CERT = "database.sslcert";
  static final String SSL_KEY = "database.sslkey";
  static final String SSL_PASSWORD = "database.sslpassword";
  static final String SSL_FACTORY = "database.sslfactory";
  static final String TCP_KEEP_ALIVE = "database.tcpKeepAlive";
  static final String QUERY_TIMEOUT = "database.query.timeout.ms";
  static final String FALLBACK_CHARSET = "database.fallback.charset";
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
        "Host name or address of the PostgreSQL server. Several hosts are separated by commas and"
            + " tried in order; the first one that accepts writes is used. A host may have its own"
            + " port (pg2:5433). If the server cannot be reached while the connector runs, the task"
            + " tries again (errors.max.retries).");
    group.count(
        PORT,
        5432,
        Range.between(1, 65_535),
        Importance.HIGH,
        "Port",
        "TCP port of the server. It is used for each host that has no port of its own.");
    group.required(
        DBNAME,
        Validators.nonBlank(),
        "Database",
        "The database whose changes are captured. One connector captures one database. If there is"
            + " no such database, the validation reports it, and the task fails.");
    group.required(
        USER,
        Validators.nonBlank(),
        "User",
        "The role that the connector connects as. It needs LOGIN and REPLICATION, and SELECT on the"
            + " tables that a snapshot reads. The validation reports what is missing, with the SQL"
            + " that grants it.");
    group.secret(
        PASSWORD,
        Importance.HIGH,
        "Password",
        "The role's password. Leave it unset if the server asks for none. It is never logged. If"
            + " the server refuses it at the first connection, the task fails at once. If the"
            + " server has accepted it before, the task tries again for 15 minutes.");
    group.text(
        PASSWORD_FILE,
        null,
        Validators.nonBlank(),
        Importance.MEDIUM,
        "Password file",
        "Path of a file on the worker that has the role's password and nothing else. Blanks and"
            + " line ends at its end do not count. It is read for each connection, so a new"
            + " password needs no restart. It cannot be set together with database.password. A file"
            + " that cannot be read counts as a refused password.");
    group.choice(
        SSL_MODE,
        "prefer",
        SSL_MODES,
        Importance.MEDIUM,
        "TLS mode",
        "How TLS is used. disable: never. allow: if the server insists. prefer: if the server"
            + " offers it. require: always, with any certificate. verify-ca: always, and a trusted"
            + " authority must have signed the server's certificate. verify-full: as verify-ca, and"
            + " the certificate must name this host. Only verify-ca and verify-full protect against"
            + " a false server.");
    group.text(
        SSL_ROOT_CERT,
        null,
        Validators.nonBlank(),
        Importance.MEDIUM,
        "TLS root certificate",
        "Path of a file on the worker with the trusted root certificates (PEM). verify-ca and"
            + " verify-full need it. If it is unset, the driver reads ~/.postgresql/root.crt. If"
            + " the file cannot be read, the connection fails.");
    group.text(
        SSL_CERT,
        null,
        Validators.nonBlank(),
        Importance.MEDIUM,
        "TLS client certificate",
        "Path of a file on the worker with the client's certificate (PEM), for a server that asks"
            + " for one.");
    group.text(
        SSL_KEY,
        null,
        Validators.nonBlank(),
        Importance.MEDIUM,
        "TLS client key",
        "Path of a file on the worker with the client's private key, as PKCS-8 in DER form or as"
            + " PKCS-12.");
    group.secret(
        SSL_PASSWORD,
        Importance.MEDIUM,
        "TLS key password",
        "Password of the private key that database.sslkey names. It is never logged.");
    group.text(
        SSL_FACTORY,
        null,
        Validators.nonBlank(),
        Importance.MEDIUM,
        "TLS socket factory",
        "Name of a javax.net.ssl.SSLSocketFactory on the plugin's class path, from which the driver"
            + " gets TLS sockets. If it is unset, the driver uses its own.");
    group.flag(
        TCP_KEEP_ALIVE,
        true,
        Importance.MEDIUM,
        "TCP keep-alive",
        "Whether the operating system probes idle connections (TCP keep-alive), so that a lost"
            + " connection is noticed.");
    group.amount(
        QUERY_TIMEOUT,
        600_000,
        Range.between(0, Integer.MAX_VALUE),
        Importance.LOW,
        "Query timeout",
        "Milliseconds after which a statement is canceled, rounded down to whole seconds, but at"
            + " least one second. 0: no limit. A canceled statement is tried again"
            + " (errors.max.retries). The limit does not apply to the COPY that reads a table's"
            + " rows.");
    group.text(
        FALLBACK_CHARSET,
        null,
        Validators.charset(),
        Importance.LOW,
        "Fallback character set",
        "For a database with the encoding SQL_ASCII, whose texts the server does not check: the"
            + " character set of texts that are not UTF-8, by its name in Java, such as"
            + " windows-1252. If it is unset, bytes that are not UTF-8 become U+FFFD, and the log"
            + " names the column. The same holds for texts inside of arrays, ranges and other"
            + " containers. Other databases do not need this property.");
    group.text(
        INITIAL_STATEMENTS,
        null,
        Validators.nonBlank(),
        Importance.LOW,
        "Initial statements",
        "SQL statements, separated by semicolons, that each new connection runs first, except for"
            + " replication connections. Two semicolons stand for one inside a statement. If a"
            + " statement fails, the connection fails. The connector's own settings run before:"
            + " they turn off statement_timeout and similar limits, and fix the forms of dates and"
            + " times. Do not change them. A search_path that the statements set is that of"
            + " snapshot.select.statement.overrides alone; the connector's own statements use"
            + " pg_catalog.");
  }
}
