/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.Problem;
import io.waltap.connect.preflight.Preflight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigValue;

/**
 * What the connector's validation says, including the warnings, for which Kafka Connect's REST API
 * has no place. This is the only class that uses classes of the connector, so {@link
 * PreflightCommand} loads it together with the connector.
 */
public final class ConnectorChecks implements Function<Map<String, String>, List<Finding>> {
  @Override
  public List<Finding> apply(Map<String, String> properties) {
    List<Finding> findings = new ArrayList<>();
    for (ConfigValue value : ConnectorConfig.definition().validate(properties)) {
      for (String message : value.errorMessages()) {
        findings.add(new Finding(true, value.name(), message, ""));
      }
    }
    // Each step needs what the step before has checked.
    if (findings.isEmpty()) {
      for (Problem problem : ConnectorConfig.problems(properties)) {
        findings.add(new Finding(true, problem.property(), problem.message(), ""));
      }
    }
    if (findings.isEmpty()) {
      for (Problem problem : Preflight.check(new ConnectorConfig(properties))) {
        boolean error = problem.severity() == Problem.Severity.ERROR;
        findings.add(new Finding(error, problem.property(), problem.message(), problem.remedy()));
      }
    }
    return findings;
  }
}
