/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

/** A value does not have the format of its type. The message never contains the value. */
public final class UndecodableValueException extends RuntimeException {
  UndecodableValueException(String table, String column, RuntimeException cause) {
    super("cannot decode column \"" + column + "\" of " + table + ": " + cause.getMessage(), cause);
  }
}
