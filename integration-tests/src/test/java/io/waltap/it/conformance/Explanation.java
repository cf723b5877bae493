/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

/**
 * A difference that is as it should be.
 *
 * @param id stands in docs/differences-from-debezium.md too
 * @param reason why it is so
 * @param gain what a user has of it; empty for differences by nature
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
