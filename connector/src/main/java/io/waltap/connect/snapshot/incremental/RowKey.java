/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import java.util.Arrays;

/**
 * A row's identity: the bytes of its identity columns, each after its length. The bytes are the
 * same in a COPY and in the stream.
 */
final class RowKey {
  private final byte[] bytes;
  private final int hash;

  RowKey(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
