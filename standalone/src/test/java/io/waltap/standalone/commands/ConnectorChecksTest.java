/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is found before the server is asked: there is none here. */
class ConnectorChecksTest {
  // Guards against: a column that is captured because of a slip in the property that leaves it out.
  @Test
  void aPropertyThatNothingReadsIsAnErrorWithTheOneThatMayBeMeant() {
    List<Finding> findings = findings("column.exclude.lst", "public.people.salary");

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).error()).isTrue();
    assertThat(findings.get(0).property()).isEqualTo("column.exclude.lst");
    assertThat(findings.get(0).message()).endsWith("Did you mean column.exclude.list?");
  }

  @Test
  void anUnknownPropertyIsAnErrorAlsoIfNothingIsClose() {
    List<Finding> findings = findings("my.own.option", "x");

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).error()).isTrue();
    assertThat(findings.get(0).message()).contains("docs/configuration.md");
  }

  // Guards against: a connection in clear because of a slip in the property that asks for TLS.
  @Test
  void aSlipBelowDatabaseIsNotTakenForAPropertyOfTheDriver() {
    List<Finding> findings = findings("database.sslmod", "verify-full");

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).property()).isEqualTo("database.sslmod");
    assertThat(findings.get(0).message()).contains("Did you mean database.sslmode?");
  }

  private static List<Finding> findings(String property, String value) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "waltap-source");
    properties.put("connector.class", "io.waltap.connect.PostgresSourceConnector");
    properties.put("topic.prefix", "waltap");
    properties.put("database.hostname", "db.example.org");
    properties.put("database.user", "cdc");
    properties.put("database.dbname", "shop");
    properties.put(property, value);
    CheckReport report = new ConnectorChecks().apply(properties);
    assertThat(report.plan()).isNull();
    assertThat(report.unreachable()).isFalse();
    return report.findings();
  }
}
