/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The first block of a run.
 *
 * @param keyBytes 8 or 16
 * @param count of the entries
 */
record RunHeader(int keyBytes, long count) {
  private static final int MAGIC = 0x57_54_4D_49; // WTMI
  private static final int VERSION = 1;
  private static final int SUMMED = 3 * Integer.BYTES + Long.BYTES;

  /** The bytes of the block, ready to be written. */
  ByteBuffer block() {
    ByteBuffer block = ByteBuffer.allocate(EntryLayout.BLOCK);
    block.putInt(MAGIC).putInt(VERSION).putInt(keyBytes).putLong(count);
    block.putInt(Checksum.of(block.array(), 0, SUMMED));
    return block.clear();
  }

  /** Reads the header from its block. */
  static RunHeader of(ByteBuffer block, Path path) throws IndexDamagedException {
    int magic = block.getInt();
    int version = block.getInt();
    RunHeader header = new RunHeader(block.getInt(), block.getLong());
    boolean valid =
        magic == MAGIC
            && version == VERSION
            && block.getInt() == Checksum.of(block.array(), 0, SUMMED);
    if (!valid) {
      throw new IndexDamagedException(path + " has no valid header");
    }
    return header;
  }
}
