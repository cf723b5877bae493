/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.Problem;
import io.waltap.connect.config.UnknownProperties;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.preflight.CapturePlan;
import io.waltap.connect.preflight.Preflight;
import io.waltap.connect.preflight.PreflightReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigValue;

/**
 * What the connector's validation says, including the warnings, for which Kafka Connect's REST API
 * has no place, and what the connector would capture. This is the only class that uses classes of
 * the connector, so {@link Checks} loads it together with the connector. It has no nested classes,
 * and uses only public ones of this package: those come from another class loader.
 */
public final class ConnectorChecks implements Function<Map<String, String>, CheckReport> {
  @Override
  public CheckReport apply(Map<String, String> properties) {
    List<Finding> findings = new ArrayList<>();
    for (ConfigValue value : ConnectorConfig.definition().validate(properties)) {
      for (String message : value.errorMessages()) {
        findings.add(new Finding(true, value.name(), message, ""));
      }
    }
    addUnknown(properties, findings);
    // Each step needs what the step before has checked.
    if (findings.isEmpty()) {
      for (Problem problem : ConnectorConfig.problems(properties)) {
        findings.add(new Finding(true, problem.property(), problem.message(), ""));
      }
    }
    if (!findings.isEmpty()) {
      return new CheckReport(findings, false, null);
    }
    PreflightReport report = Preflight.report(new ConnectorConfig(properties));
    for (Problem problem : report.problems()) {
      findings.add(
          new Finding(problem.isError(), problem.property(), problem.message(), problem.remedy()));
    }
    RunPlan plan = report.plan() == null ? null : plan(report.plan());
    return new CheckReport(findings, report.unreachable(), plan);
  }

  /** The connector itself accepts any name. Here a slip in a name must not go unnoticed. */
  private static void addUnknown(Map<String, String> properties, List<Finding> findings) {
    Set<String> known = UnknownProperties.known();
    for (String name : UnknownProperties.in(properties)) {
      String meant =
          NearestName.of(name, known)
              .map(other -> "Did you mean " + other + "?")
              .orElse("docs/configuration.md lists the connector's properties.");
      findings.add(
          new Finding(
              true,
              name,
              "Neither the connector nor Kafka Connect has such a property, so nothing reads it. "
                  + meant,
              ""));
    }
    for (String name : UnknownProperties.forTheDriver(properties)) {
      NearestName.bySlip(name, known)
          .ifPresent(
              other ->
                  findings.add(
                      new Finding(
                          true,
                          name,
                          "The connector has no such property. Did you mean "
                              + other
                              + "? If it is meant for the JDBC driver, write driver. in place of"
                              + " database.",
                          "")));
    }
  }

  private static RunPlan plan(CapturePlan plan) {
    List<RunPlan.Table> tables = new ArrayList<>();
    for (CapturePlan.Table table : plan.tables()) {
      tables.add(
          new RunPlan.Table(
              table.id().text(), table.key(), table.identity(), table.rows(), table.bytes()));
    }
    CapturePlan.Slot slot = plan.slot();
    return new RunPlan(
        tables,
        publication(plan.publication()),
        new RunPlan.Slot(slot.name(), slot.exists(), slot.statement()));
  }

  private static RunPlan.Publication publication(CapturePlan.Publication publication) {
    CapturePlan.Lacking lacking = publication.lacking();
    return new RunPlan.Publication(
        publication.name(),
        publication.exists(),
        publication.own(),
        publication.filtered(),
        publication.statements(),
        new RunPlan.Lacking(
            names(lacking.tables()), names(lacking.withoutIdentity()), lacking.addition()),
        names(publication.hidden()),
        publication.underRoots().stream()
            .map(each -> new RunPlan.UnderRoot(each.partition().text(), each.root().text()))
            .toList());
  }

  private static List<String> names(List<TableId> tables) {
    return tables.stream().map(TableId::text).toList();
  }
}
