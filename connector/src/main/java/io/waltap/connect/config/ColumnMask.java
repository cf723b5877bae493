/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** What is done to the character values of a column before they leave the connector. */
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
   * @param salt digested in front of the value, as UTF-8
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
    /** The stream that Java's serialization makes of the String: {@code column.mask.hash.*}. */
    JAVA_SERIALIZATION
  }
}
