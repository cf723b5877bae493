/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The variables of the source: how it connects to the database, and what it captures. */
final class SourceVariables {
  static final String CONNECTION = "Connection to PostgreSQL";
  static final String CAPTURE = "What is captured";

  static final String HOST = "POSTGRES_HOST";
  static final String PORT = "POSTGRES_PORT";
  static final String DB = "POSTGRES_DB";
  static final String USER = "POSTGRES_USER";
  static final String PASSWORD = "POSTGRES_PASSWORD";
  static final String PASSWORD_FILE = PASSWORD + SecretFile.SUFFIX;
  static final String SSLMODE = "POSTGRES_SSLMODE";
  static final String PUBLICATION = "PUBLICATION_NAME";
  static final String AUTOCREATE_MODE = "PUBLICATION_AUTOCREATE_MODE";
  static final String SLOT_NAME = "SLOT_NAME";
  static final String TABLES = "TABLE_INCLUDE_LIST";
  static final String SNAPSHOT = "SNAPSHOT_MODE";
  static final String TOPIC_PREFIX = "TOPIC_PREFIX";

  private SourceVariables() {}

  static void define(ConfigDef definition) {
    VariableGroup connection = new VariableGroup(definition, CONNECTION);
    connection.required(
        HOST,
        Rule.hosts().orReference(),
        "Host name or address of the PostgreSQL server. Several hosts are separated by commas and"
            + " tried in order; the first one that accepts writes is used. A host may have its own"
            + " port (pg2:5433).");
    connection.number(
        PORT,
        5432,
        Rule.number(1, 65_535),
        Importance.HIGH,
        "Port of the server. It is used for each host that has no port of its own.");
    connection.required(DB, Rule.anyText(), "Database whose tables are captured.");
    connection.required(
        USER,
        Rule.anyText(),
        "Role with LOGIN and REPLICATION that can read the tables. ./waltap preflight names what it"
            + " lacks, with the SQL.");
    connection.secret(
        PASSWORD,
        "Password of the role, if POSTGRES_PASSWORD_FILE does not name a file with it. Kafka"
            + " Connect stores a reference to the variable, not the password.");
    connection.text(
        PASSWORD_FILE,
        null,
        Rule.path(),
        Importance.HIGH,
        "Path of a file that has the password and nothing else. Blanks and line ends at its end do"
            + " not count. The file is read again for each connection, so a new password needs no"
            + " restart. It cannot be set together with POSTGRES_PASSWORD.");
    connection.text(
        SSLMODE,
        null,
        Rule.oneOf("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
        Importance.HIGH,
        "How TLS is used. disable: never. allow: if the server insists. prefer: if the server"
            + " offers it. require: always, with any certificate. verify-ca: always, and a trusted"
            + " authority must have signed the certificate. verify-full: as verify-ca, and the"
            + " certificate must name the host. Set source.database.sslrootcert for the last two."
            + " With prefer, a connection goes on in clear, without a word, if the server has no"
            + " TLS, or if someone on the way pretends that. Then all rows can be read on the"
            + " network. So prefer is the default only for localhost, 127.x.x.x and ::1, whose"
            + " connections do not leave this host. For a server without TLS on a network that you"
            + " trust, set disable.");

    VariableGroup capture = new VariableGroup(definition, CAPTURE);
    capture.text(
        PUBLICATION,
        "waltap",
        Rule.identifier(),
        Importance.HIGH,
        "Publication whose tables are captured.");
    capture.text(
        AUTOCREATE_MODE,
        "filtered",
        Rule.oneOf("filtered", "all_tables", "no_tables", "disabled"),
        Importance.MEDIUM,
        "What is done about the publication at a start. filtered: if the publication does not"
            + " exist, makes it of the tables in TABLE_INCLUDE_LIST, which must then be given; a"
            + " publication that exists and was not made by this connector is used as it is."
            + " all_tables: if it does not exist, makes it FOR ALL TABLES. no_tables: if it does"
            + " not exist, makes an empty one. disabled: makes none.");
    capture.text(
        SLOT_NAME,
        "waltap",
        Rule.matching("[a-z0-9_]{1,63}", "1 to 63 characters: lower-case letters, digits and _"),
        Importance.HIGH,
        "Replication slot to read from. It is created if it does not exist.");
    capture.text(
        TABLES,
        null,
        Rule.expressions().orReference(),
        Importance.HIGH,
        "Regular expressions of schema.table, separated by commas; empty: the tables of the"
            + " publication. An expression must match the whole name. A comma inside an expression"
            + " is written with a backslash before it.");
    capture.text(
        SNAPSHOT,
        "initial",
        Rule.oneOf("initial", "initial_only", "no_data", "never", "always", "when_needed"),
        Importance.MEDIUM,
        "When the rows that are already in the tables are read. It is snapshot.mode of the"
            + " connector, which configuration.md explains.");
    capture.text(
        TOPIC_PREFIX,
        "waltap",
        Rule.matching("[A-Za-z0-9._-]+", "letters, digits, dots, underscores and hyphens"),
        Importance.MEDIUM,
        "First part of the names of topics. Do not change it later: stored positions belong to it,"
            + " so all tables would be read again.");
  }
}
