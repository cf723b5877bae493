/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the exit codes of all commands mean, for the help and for the page. */
public final class ExitCodes {
  private ExitCodes() {}

  /** The meaning of each, in the order of the codes. */
  public static Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    meanings.put("0", "success");
    meanings.put("1", "failure; the database is not ready; the demo has found a difference");
    meanings.put("2", "wrong command line or configuration");
    meanings.put(
        "3",
        "run has stopped, and some rows land only after the next start; or the process was out of memory");
    meanings.put("130", "interrupted");
    return meanings;
  }
}
