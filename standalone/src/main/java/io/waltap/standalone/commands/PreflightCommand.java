/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.landing.Installation;
import java.io.IOException;
import java.io.PrintStream;

/** What prevents a start, and what a start would capture and create, as text. */
public final class PreflightCommand {
  static final int READY = 0;
  static final int NOT_READY = 1;

  private final Installation installation;
  private final RunConfig config;
  private final PrintStream out;

  public PreflightCommand(Installation installation, RunConfig config, PrintStream out) {
    this.installation = installation;
    this.config = config;
    this.out = out;
  }

  public int run() throws IOException {
    Checks checks = new Checks(installation, config);
    out.println("Checking " + checks.target());
    out.println();
    Checks.Result result = checks.check();
    result.errors().forEach(this::print);
    result.warnings().forEach(this::print);
    if (!result.plan().isEmpty()) {
      result.plan().forEach(out::println);
      out.println();
    }
    if (!result.errors().isEmpty()) {
      out.println("Not ready: fix the errors above, then run this again.");
      return NOT_READY;
    }
    out.println("Ready: ./waltap run can start.");
    return READY;
  }

  private void print(Finding finding) {
    out.println(finding.row());
  }
}
