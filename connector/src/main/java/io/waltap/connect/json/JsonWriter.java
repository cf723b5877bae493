/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

/** Writes the values of one schema. It holds all that it needs to know of the schema. */
@FunctionalInterface
interface JsonWriter {

  /**
   * @param value not null
   * @throws RuntimeException if the value does not fit the schema; what was written until then is
   *     worth nothing
   */
  void write(Object value, JsonBuffer out);
}
