/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

/**
 * One thing to fix in the configuration.
 *
 * @param area what does not work until it is fixed
 * @param name the variable, or the key in the file
 * @param message what is wrong, and what is expected
 */
public record RunProblem(Area area, String name, String message) {
  /** The parts of a run; {@code preflight} needs only the source. */
  public enum Area {
    SOURCE,
    LAKE,
    PROCESS
  }
}
