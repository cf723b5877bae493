/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

/**
 * A difference that is as it should be.
 *
 * @param id also in docs/differences-from-debezium.md
 * @param reason the reason for the difference
 * @param gain what the user gains; empty for natural differences
 */
record Explanation(String id, String reason, String gain, Matcher matcher) {

  /** Tells whether a difference is of this kind. */
  @FunctionalInterface
  interface Matcher {
    boolean explains(Difference difference, Scene scene);
  }

  boolean explains(Difference difference, Scene scene) {
    return matcher.explains(difference, scene);
  }
}
