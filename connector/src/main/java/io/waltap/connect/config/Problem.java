/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/**
 * What is wrong, and what fixes it: with a configuration, with the server that it names, or with
 * one table.
 *
 * @param property the configuration key to show it at
 * @param severity whether the connector can start
 * @param message what is wrong, where, and the rule; never a secret, and never a value of a row
 * @param remedy the SQL or the sentence that says how to fix it, or the empty string
 */
public record Problem(String property, Severity severity, String message, String remedy) {

  /** Whether the connector can start. */
  public enum Severity {
    /** It cannot. */
    ERROR,
    /** It can, but something will not be as one would expect. */
    WARNING
  }

  /** An error whose message says what to do. */
  public static Problem error(String property, String message) {
    return new Problem(property, Severity.ERROR, message, "");
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** Message and remedy in one text. */
  public String text() {
    return remedy.isEmpty() ? message : message + " Remedy: " + remedy;
  }
}
