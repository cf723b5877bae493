/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08001", "08006", "57P01", "57P02", "57P03", "53300", "53400", "40001", "40P01", "55006",
        "57014"
      })
  void whatPassesByItselfIsRetried(String state) {
    assertThat(SqlStates.retriable(new SQLException("x", state))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "28P01", "28000", "3D000", "42501", "42602", "42704", "55000", "58P01", "08004", "57P04",
        "22P02", "XX000", "25006", ""
      })
  void whatAPersonHasToMendIsFinal(String state) {
    assertThat(SqlStates.retriable(new SQLException("x", state))).isFalse();
  }

  @Test
  void anErrorWithoutAStateIsFinal() {
    assertThat(SqlStates.retriable(new SQLException("x"))).isFalse();
    assertThat(SqlStates.state(new SQLException("x"))).isEmpty();
  }

  // Guards against: a retry loop without end because of a setting, and a task that fails because a
  // standby is not promoted yet.
  @Test
  void aRefusalToWriteIsRetriedOnAStandbyOnly() {
    assertThat(SqlStates.retriable(ReadOnly.explanation(true))).isTrue();
    assertThat((Throwable) ReadOnly.explanation(true)).hasMessageContaining("on its primary");
    assertThat(SqlStates.retriable(ReadOnly.explanation(false))).isFalse();
    assertThat((Throwable) ReadOnly.explanation(false))
        .hasMessageContaining("default_transaction_read_only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"55000", "0A000", "42704"})
  void whatAStandbyAnswersMayPassWithItsPromotion(String state) {
    assertThat(SqlStates.mayPassWithPromotion(new SQLException("x", state))).isTrue();
    assertThat(SqlStates.mayPassWithPromotion(new SQLException("x", "28P01"))).isFalse();
  }

  @Test
  void aBrokenSocketIsRetriedWhateverTheStateSays() {
    SQLException failure = new SQLException("x", "99999", new ConnectException("refused"));
    assertThat(SqlStates.retriable(failure)).isTrue();
    assertThat(SqlStates.connectionLost(failure)).isTrue();
  }

  @Test
  void aFinalStateAnywhereInTheChainIsFinal() {
    SQLException failure = new SQLException("x", "08006", new SQLException("y", "28P01"));
    assertThat(SqlStates.retriable(failure)).isFalse();

    SQLException next = new SQLException("x", "08006");
    next.setNextException(new SQLException("slot is gone", "42704"));
    assertThat(SqlStates.retriable(next)).isFalse();
  }

  @Test
  void aRefusedCertificateIsFinal() {
    SQLException failure = new SQLException("x", "08006", new CertificateException("expired"));
    assertThat(SqlStates.retriable(failure)).isFalse();
  }

  @Test
  void aChainThatLeadsBackToItselfEnds() {
    SQLException first = new SQLException("x", "08006");
    SQLException second = new SQLException("y", "08006", first);
    first.setNextException(second);
    assertThat(SqlStates.retriable(first)).isTrue();
    assertThat(SqlStates.state(first)).isEqualTo("08006");
  }

  @Test
  void aSlotInUseIsNotALostConnection() {
    assertThat(SqlStates.connectionLost(new SQLException("x", "55006"))).isFalse();
  }

  @Test
  void aDatabaseExceptionSaysWhatWhyAndWhetherToRetry() {
    SQLException cause = new SQLException("slot is active", "55006");
    DatabaseException failure = new DatabaseException("The slot could not be read", cause);
    assertThat(failure.retriable()).isTrue();
    assertThat(failure)
        .hasMessage("The slot could not be read: slot is active [SQLSTATE 55006]")
        .hasCause(cause);
  }
}
