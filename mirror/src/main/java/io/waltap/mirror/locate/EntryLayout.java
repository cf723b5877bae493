/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.nio.ByteBuffer;

/**
 * How the entries of a run are stored: the key, the number of the file, and the position in it.
 *
 * <p>A block has a fixed number of entries, zeros to its end, and a checksum as its last four
 * bytes. Only the last block of a run has fewer entries.
 *
 * @param keyBytes 8 or 16
 */
record EntryLayout(int keyBytes) {
  /** The size of a block, and of the header. */
  static final int BLOCK = 4096;

  /** What of a block its checksum is of. */
  static final int SUMMED = BLOCK - Integer.BYTES;

  /** The size of an entry. */
  int width() {
    return keyBytes + 2 * Integer.BYTES;
  }

  /** How many entries a full block has. */
  int perBlock() {
    return SUMMED / width();
  }

  /** How many blocks so many entries take. */
  int blocks(long entries) {
    return Math.toIntExact((entries + perBlock() - 1) / perBlock());
  }

  boolean isWide() {
    return keyBytes > Long.BYTES;
  }

  void put(ByteBuffer to, long high, long low, int file, int position) {
    to.putLong(high);
    if (isWide()) {
      to.putLong(low);
    }
    to.putInt(file).putInt(position);
  }

  long high(ByteBuffer from, int entry) {
    return from.getLong(entry);
  }

  long low(ByteBuffer from, int entry) {
    return isWide() ? from.getLong(entry + Long.BYTES) : 0;
  }

  int file(ByteBuffer from, int entry) {
    return from.getInt(entry + keyBytes);
  }

  int position(ByteBuffer from, int entry) {
    return from.getInt(entry + keyBytes + Integer.BYTES);
  }
}
