/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

/**
 * Something that the server and the configuration disagree about.
 *
 * @param property the configuration key to show it at
 * @param message what is wrong, where, and the rule; never a secret
 * @param remedy SQL that mends it, or the empty string
 */
public record Problem(String property, Severity severity, String message, String remedy) {

  /** Whether the connector can start. */
  public enum Severity {
    /** It cannot. */
    ERROR,
    /** It can, but something will not be as one would expect. */
    WARNING
  }
}
