/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.change;

import java.util.Arrays;
import java.util.HexFormat;

/** The key of a row, as {@link KeyCodec} writes it: equal keys have equal bytes. */
public final class Key implements Comparable<Key> {
  private final byte[] bytes;
  private final int hash;

  Key(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** How many bytes it has. */
  public int length() {
    return bytes.length;
  }

  /** A copy of its bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(Key other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
