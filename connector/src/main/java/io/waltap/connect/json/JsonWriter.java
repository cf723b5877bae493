/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

/** Writes the values of one schema. It holds everything that it needs to know about the schema. */
@FunctionalInterface
interface JsonWriter {

  /**
   * @param value not null
   * @throws RuntimeException if the value does not fit the schema; what was written is useless then
   */
  void write(Object value, JsonBuffer out);
}
