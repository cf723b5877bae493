/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.Problem;
import java.util.List;

/**
 * What a preflight has found.
 *
 * @param unreachable the server could not be asked, but a later try may succeed without anyone's
 *     help
 * @param plan what would be captured; null if that could not be read, and then a problem says why
 */
public record PreflightReport(List<Problem> problems, boolean unreachable, CapturePlan plan) {
  public PreflightReport {
    problems = List.copyOf(problems);
  }
}
