/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

/**
 * Converts a value from PostgreSQL's binary send format into PostgreSQL's text form, in UTC and
 * with the default styles.
 */
@FunctionalInterface
interface TextForm {

  void append(byte[] data, int offset, int length, StringBuilder out);
}
