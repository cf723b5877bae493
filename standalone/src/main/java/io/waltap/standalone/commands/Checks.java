/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.landing.Installation;
import io.waltap.standalone.landing.SecretReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code run} and {@code preflight} check before anything is started or created: the source
 * connector's own validation, without a worker, the {@link PublicationRules} and the {@link
 * LandingRules}. It changes nothing.
 */
public final class Checks {
  private final Installation installation;
  private final RunConfig config;

  public Checks(Installation installation, RunConfig config) {
    this.installation = installation;
    this.config = config;
  }

  /**
   * What the checks have found.
   *
   * @param findings errors and warnings
   * @param unreachable the server could not be asked, as one of the errors says, but a later try
   *     may succeed without anyone's help: it starts, or a network is down. A refused password is
   *     not of this kind
   * @param plan lines that say what would be captured and created; empty if that is not known
   */
  public record Result(List<Finding> findings, boolean unreachable, List<String> plan) {
    public Result {
      findings = List.copyOf(findings);
      plan = List.copyOf(plan);
    }

    /** What prevents a start. */
    public List<Finding> errors() {
      return findings.stream().filter(Finding::error).toList();
    }

    /** What does not prevent a start. */
    public List<Finding> warnings() {
      return findings.stream().filter(finding -> !finding.error()).toList();
    }
  }

  /** The server, the database and the role, for a message. */
  public String target() {
    Map<String, String> source = SecretReference.resolved(config.source(), config.worker());
    return source.get("database.hostname")
        + ":"
        + source.get("database.port")
        + "/"
        + source.get("database.dbname")
        + " as "
        + source.get("database.user");
  }

  /** Asks the server. Secrets in files are read again each time. */
  public Result check() {
    Map<String, String> source =
        new LinkedHashMap<>(SecretReference.resolved(config.source(), config.worker()));
    source.put("name", RunSinks.SOURCE);
    try (ConnectorCode connector = new ConnectorCode(installation)) {
      CheckReport report = connector.call(ConnectorCode.CHECKS, CheckReport.class, source);
      return withLanding(result(report, includeList(source)), report.plan());
    }
  }

  /**
   * @param plan of the same report; null if there is none
   */
  private Result withLanding(Result result, RunPlan plan) {
    if (plan == null) {
      return result;
    }
    List<Finding> findings = new ArrayList<>(result.findings());
    if (config.landing().mirror()) {
      LandingRules.withoutKey(plan.tables()).ifPresent(findings::add);
    }
    List<String> lines = new ArrayList<>(result.plan());
    lines.add(LandingRules.line(config));
    return new Result(findings, result.unreachable(), lines);
  }

  /**
   * @param list the variable or the property that includes tables; empty if none does
   */
  static Result result(CheckReport report, String list) {
    RunPlan plan = report.plan();
    if (plan == null) {
      return new Result(report.findings(), report.unreachable(), List.of());
    }
    List<Finding> findings = new ArrayList<>(PublicationRules.findings(plan.publication(), list));
    findings.addAll(report.findings());
    HeapRule.finding(plan.tables().size(), Runtime.getRuntime().maxMemory())
        .ifPresent(findings::add);
    boolean created = !PublicationRules.wouldTakeAllTables(plan.publication(), list);
    return new Result(
        findings, report.unreachable(), CapturePlanText.lines(created ? plan : plan.notCreated()));
  }

  /** The list that includes tables, as a message names it; empty if there is none. */
  private String includeList(Map<String, String> source) {
    if (!config.tablesNamed()) {
      return "";
    }
    String tables = source.getOrDefault("table.include.list", "");
    return tables.isBlank() ? "source.schema.include.list" : "TABLE_INCLUDE_LIST";
  }
}
