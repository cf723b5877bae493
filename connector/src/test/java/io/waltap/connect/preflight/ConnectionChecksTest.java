/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.config.ConnectionSettings;
import io.waltap.connect.config.Problem;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.SessionEncryption;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.record.TestTable;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which property a refused connection is reported for. */
class ConnectionChecksTest {
  private static final String FILE = "database.password.file";

  @Test
  void aRefusedPasswordIsThatOfTheProperty() {
    Problem problem = refused(SqlStates.INVALID_PASSWORD, "database.password", "secret");

    assertThat(problem.property()).isEqualTo("database.password");
    assertThat(problem.message()).endsWith("Correct database.password.");
  }

  @Test
  void aRefusedPasswordIsThatOfTheFile() {
    Problem problem = refused(SqlStates.INVALID_PASSWORD, FILE, "/run/secrets/pg");

    assertThat(problem.property()).isEqualTo(FILE);
    assertThat(problem.message()).endsWith("Correct the content of the file in " + FILE + ".");
  }

  // Guards against: the advice to set a password that a file has already.
  @Test
  void aFileIsAPassword() {
    Problem problem = refused(SqlStates.CONNECTION_REJECTED, FILE, "/run/secrets/pg");

    assertThat(problem.property()).isEqualTo("database.sslmode");
  }

  // Guards against: database.sslmode=prefer that goes on in clear without a word.
  @Test
  void aSessionInClearToAnotherHostIsAWarning() {
    List<Problem> problems = encryption(new SessionEncryption(false, "10.0.0.5"));

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).severity()).isEqualTo(Problem.Severity.WARNING);
    assertThat(problems.get(0).property()).isEqualTo("database.sslmode");
    assertThat(problems.get(0).message())
        .contains("PostgreSQL at db", "database.sslmode is prefer, which goes on", "verify-full");
    assertThat(encryption(new SessionEncryption(true, "10.0.0.5"))).isEmpty();
  }

  private static List<Problem> encryption(SessionEncryption session) {
    ConnectionSettings settings = TestTable.config("database.hostname", "db").connection();
    Findings findings = new Findings();
    new ConnectionChecks(settings, new ConnectionFactory(settings, "test"), findings)
        .encryption(session);
    return findings.problems();
  }

  private static Problem refused(String state, String... properties) {
    ConnectionSettings settings = TestTable.config(properties).connection();
    Findings findings = new Findings();
    new ConnectionChecks(settings, new ConnectionFactory(settings, "test"), findings)
        .refused(new SQLException("refused", state));
    assertThat(findings.problems()).hasSize(1);
    return findings.problems().get(0);
  }
}
