/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

/**
 * A value that the user gave.
 *
 * @param value for checks, and for what does not go through Kafka Connect
 * @param reference what Kafka Connect stores instead if the value may be a secret; empty if nothing
 *     can stand for it, which is a problem
 * @param hidden whether the reference is stored in any case, because the value comes from a file of
 *     its own
 */
record Given(String value, String reference, boolean hidden) {
  /** Without the value. */
  @Override
  public String toString() {
    return reference;
  }
}
