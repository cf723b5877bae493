/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import io.waltap.mirror.change.Key;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.types.Type;

/**
 * Makes the keys of one index, which all have the same size. Used by one thread.
 *
 * <ul>
 *   <li>A key of one column of a fixed size has 8 or 16 bytes: the value. The first byte of the
 *       {@link Key} is left out, since it says only that the value is not null.
 *   <li>Any other key of up to 16 bytes is filled up with zeros. No key is the beginning of another
 *       one, so two keys stay different. Their first bit is 0.
 *   <li>A longer key becomes the first 128 bits of its SHA-256, with the first bit set to 1. Users
 *       choose keys, so a fast hash could be made to collide; and without that bit, a hash could be
 *       made that is the same as a short key.
 * </ul>
 */
final class IndexKeys {
  private static final int NARROW = Long.BYTES;
  private static final int WIDE = 2 * Long.BYTES;
  private static final int HASHED = 0x80;

  private final boolean fixed;
  private final int bytes;
  private final MessageDigest digest;

  /**
   * @param types of the key columns, in the order of the key
   */
  IndexKeys(List<Type> types) {
    int size = types.size() == 1 ? fixedSize(types.get(0)) : 0;
    fixed = size > 0;
    bytes = fixed ? size : WIDE;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The size of a type's values in a key, if all have it and a widened column keeps it; else 0. */
  private static int fixedSize(Type type) {
    return switch (type.typeId()) {
      case INTEGER, LONG, FLOAT, DOUBLE, DATE, TIME, TIMESTAMP -> NARROW;
      case UUID -> WIDE;
      default -> 0;
    };
  }

  /** How many bytes each key has: 8 or 16. */
  int bytes() {
    return bytes;
  }

  /** What the index has of a key. */
  IndexKey of(Key key) {
    byte[] all = key.bytes();
    if (fixed) {
      if (all.length != 1 + bytes) {
        throw new IllegalArgumentException("a key of " + all.length + " bytes");
      }
      return read(ByteBuffer.wrap(all, 1, bytes));
    }
    if (all.length <= WIDE) {
      return read(ByteBuffer.wrap(Arrays.copyOf(all, WIDE)));
    }
    byte[] hash = digest.digest(all);
    hash[0] = (byte) (hash[0] | HASHED);
    return read(ByteBuffer.wrap(hash));
  }

  private IndexKey read(ByteBuffer from) {
    long high = from.getLong();
    return new IndexKey(high, bytes == WIDE ? from.getLong() : 0);
  }
}
