/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** How the string values of a column are changed before they are in a record. */
public sealed interface ColumnMask {

  /** Each value becomes this many asterisks. */
  record Fixed(int length) implements ColumnMask {}

  /** A longer value is cut to this many characters. */
  record Truncate(int length) implements ColumnMask {}

  /**
   * Each value becomes the hexadecimal digits of its salted hash, cut to the column's length if it
   * has one.
   *
   * @param algorithm the name of a {@link java.security.MessageDigest}
   * @param salt digested before the value, as UTF-8
   * @param input which bytes of the value are digested
   */
  record Hash(String algorithm, String salt, HashInput input) implements ColumnMask {

    /** A hash of the value's text. */
    public Hash(String algorithm, String salt) {
      this(algorithm, salt, HashInput.TEXT);
    }
  }

  /** Which bytes of a value are digested. */
  enum HashInput {
    /** The text in UTF-8: {@code column.mask.hash.v2.*}. */
    TEXT,
    /** The bytes of Java's serialization of the String: {@code column.mask.hash.*}. */
    JAVA_SERIALIZATION
  }
}
