/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.List;

/**
 * What the connector's validation says.
 *
 * @param unreachable the server could not be asked, but a later try may succeed without anyone's
 *     help
 * @param plan what would be captured; null if that is not known, and then a finding says why
 */
public record CheckReport(List<Finding> findings, boolean unreachable, RunPlan plan) {
  public CheckReport {
    findings = List.copyOf(findings);
  }
}
