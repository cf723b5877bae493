/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.Problem;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Collects the problems of one preflight, in the order in which they are found. */
final class Findings {

  static final String HOSTNAME = "database.hostname";
  static final String PORT = "database.port";
  static final String USER = "database.user";
  static final String PASSWORD = "database.password";
  static final String PASSWORD_FILE = "database.password.file";
  static final String DATABASE = "database.dbname";
  static final String SSL_MODE = "database.sslmode";
  static final String INITIAL_STATEMENTS = "database.initial.statements";
  static final String SLOT = "slot.name";
  static final String SLOT_FAILOVER = "slot.failover";
  static final String PUBLICATION = "publication.name";
  static final String VIA_ROOT = "publish.via.partition.root";
  static final String TABLES = "table.include.list";
  static final String MESSAGE_KEYS = "message.key.columns";
  static final String SKIPPED_OPERATIONS = "skipped.operations";
  static final String SNAPSHOT_SELECTS = "snapshot.select.statement.overrides";

  /** How many tables or columns a message names. */
  private static final int NAMED = 20;

  /** A group of checks that ask the server. */
  @FunctionalInterface
  interface Check {
    void run() throws SQLException;
  }

  private final List<Problem> problems = new ArrayList<>();

  void error(String property, String message, String remedy) {
    problems.add(new Problem(property, Problem.Severity.ERROR, message, remedy));
  }

  void warning(String property, String message, String remedy) {
    problems.add(new Problem(property, Problem.Severity.WARNING, message, remedy));
  }

  void add(Problem problem) {
    problems.add(problem);
  }

  /** Runs a group of checks. If the server refuses one of their queries, that is a finding too. */
  void guard(String property, String subject, Check check) {
    try {
      check.run();
    } catch (SQLException e) {
      warning(property, subject + " could not be checked: " + SqlStates.describe(e) + ".", "");
    } catch (DatabaseException e) {
      warning(property, subject + " could not be checked: " + e.getMessage(), "");
    }
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** The first names, and the number of the others. */
  static String listing(List<String> names) {
    String listing = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? listing + " and " + (names.size() - NAMED) + " more" : listing;
  }

  /** The statements for the tables or columns that {@link #listing} names. */
  static String statements(List<String> statements) {
    return String.join(" ", statements.subList(0, Math.min(NAMED, statements.size())));
  }
}
