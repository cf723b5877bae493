/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of entries that are sorted by their keys. It never changes. The first key of each block is
 * in memory, so that a key is found with one read. Used by one thread.
 */
final class Run implements Closeable {
  /** As many blocks are read at once at most. */
  private static final int WINDOW = 64;

  /** As many blocks that nobody asks for are read, rather than to read twice. */
  private static final int GAP = 8;

  private final Path path;
  private final FileChannel channel;
  private final EntryLayout layout;
  private final long count;
  private final int blocks;
  private final long[] highs; // of the first key of each block
  private final long[] lows; // null if keys have 8 bytes

  /** An entry that was found. */
  interface Found {
    /**
     * Takes the entry.
     *
     * @param key the index of the wanted key
     * @param file the number of the file
     * @param position of the row in the file
     */
    void at(int key, int file, int position);
  }

  private Run(Path path, FileChannel channel, EntryLayout layout) throws IOException {
    this.path = path;
    this.channel = channel;
    this.layout = layout;
    RunHeader header = RunHeader.of(read(ByteBuffer.allocate(EntryLayout.BLOCK), 0), path);
    if (header.keyBytes() != layout.keyBytes()) {
      throw new IndexDamagedException(path + " has keys of another size");
    }
    count = header.count();
    blocks = layout.blocks(count);
    if (channel.size() != fencesAt() + (long) blocks * layout.keyBytes() + Integer.BYTES) {
      throw new IndexDamagedException(path + " has another size than it was written with");
    }
    highs = new long[blocks];
    lows = layout.isWide() ? new long[blocks] : null;
    readFences();
  }

  /** Opens a run. What is read later is checked when it is read. */
  static Run open(Path path, EntryLayout layout) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new Run(path, channel, layout);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private long fencesAt() {
    return blockAt(blocks);
  }

  private static long blockAt(int block) {
    return (block + 1L) * EntryLayout.BLOCK;
  }

  private void readFences() throws IOException {
    int most = EntryLayout.BLOCK / layout.keyBytes();
    CRC32C sum = new CRC32C();
    long at = fencesAt();
    for (int done = 0; done < blocks; ) {
      int some = Math.min(most, blocks - done);
      ByteBuffer fences = read(ByteBuffer.allocate(some * layout.keyBytes()), at);
      at += fences.limit();
      sum.update(fences.array(), 0, fences.limit());
      for (int end = done + some; done < end; done++) {
        highs[done] = fences.getLong();
        if (lows != null) {
          lows[done] = fences.getLong();
        }
      }
    }
    if (read(ByteBuffer.allocate(Integer.BYTES), at).getInt() != (int) sum.getValue()) {
      throw new IndexDamagedException(path + " has damaged fences");
    }
  }

  private ByteBuffer read(ByteBuffer to, long at) throws IOException {
    long next = at;
    while (to.hasRemaining()) {
      int read = channel.read(to, next);
      if (read < 0) {
        throw new IndexDamagedException(path + " ends too early");
      }
      next += read;
    }
    return to.flip();
  }

  Path path() {
    return path;
  }

  /** How many entries it has. */
  long count() {
    return count;
  }

  /**
   * Finds all entries of some keys, from the front to the back. Blocks that are close to each other
   * are read at once: all of them, if most are touched.
   *
   * @param keys in their order
   */
  void find(IndexKey[] keys, Found found) throws IOException {
    Blocks reader = new Blocks(WINDOW);
    for (int i = 0; i < keys.length; i++) {
      int last = lastBlock(keys[i]);
      for (int block = firstBlock(keys[i], last); block <= last; block++) {
        if (!reader.has(block)) {
          reader.read(block, lastToRead(keys, i, block));
        }
        find(keys[i], i, reader, block, found);
      }
    }
  }

  /** The last block that can have a key; -1 if it is before all keys. */
  private int lastBlock(IndexKey key) {
    int low = 0;
    int high = blocks;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compareFence(middle, key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The entries of a key may begin in the block before the one that begins with the key. */
  private int firstBlock(IndexKey key, int last) {
    int first = Math.max(last, 0);
    while (first > 0 && compareFence(first, key) == 0) {
      first--;
    }
    return first;
  }

  private int compareFence(int block, IndexKey key) {
    return IndexKey.compare(highs[block], lows == null ? 0 : lows[block], key.high(), key.low());
  }

  /** The next keys decide how much is read with one block. */
  private int lastToRead(IndexKey[] keys, int from, int block) {
    int end = block;
    for (int i = from; i < keys.length; i++) {
      int last = lastBlock(keys[i]);
      if (last - end > GAP || last - block >= WINDOW) {
        break;
      }
      end = Math.max(end, last);
    }
    return end;
  }

  private void find(IndexKey key, int number, Blocks reader, int block, Found found)
      throws IOException {
    ByteBuffer bytes = reader.verified(block);
    int start = reader.start(block);
    int width = layout.width();
    int end = entries(block);
    int low = 0;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(bytes, start + middle * width, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int i = low; i < end && compare(bytes, start + i * width, key) == 0; i++) {
      int entry = start + i * width;
      found.at(number, layout.file(bytes, entry), layout.position(bytes, entry));
    }
  }

  private int compare(ByteBuffer bytes, int entry, IndexKey key) {
    return IndexKey.compare(
        layout.high(bytes, entry), layout.low(bytes, entry), key.high(), key.low());
  }

  /** How many entries a block has. */
  private int entries(int block) {
    long before = (long) block * layout.perBlock();
    return (int) Math.min(layout.perBlock(), count - before);
  }

  /** All entries, from the front. */
  Cursor cursor() {
    return new Cursor();
  }

  /** Stands before the first entry, until {@link #next}. */
  final class Cursor {
    private static final int AT_ONCE = 16;

    private final Blocks reader = new Blocks(AT_ONCE);
    private ByteBuffer bytes;
    private int block = -1;
    private int inBlock;
    private int entry;

    /** Goes on to the next entry; false if there is none. */
    boolean next() throws IOException {
      inBlock++;
      if (block < 0 || inBlock >= entries(block)) {
        if (block + 1 >= blocks) {
          return false;
        }
        block++;
        inBlock = 0;
        if (!reader.has(block)) {
          reader.read(block, Math.min(block + AT_ONCE, blocks) - 1);
        }
        bytes = reader.verified(block);
      }
      entry = reader.start(block) + inBlock * layout.width();
      return true;
    }

    long high() {
      return layout.high(bytes, entry);
    }

    long low() {
      return layout.low(bytes, entry);
    }

    int file() {
      return layout.file(bytes, entry);
    }

    int position() {
      return layout.position(bytes, entry);
    }
  }

  /** Some blocks in memory. */
  private final class Blocks {
    private final ByteBuffer bytes;
    private int first;
    private int end;
    private int verified = -1;

    Blocks(int most) {
      bytes = ByteBuffer.allocate(Math.min(most, blocks) * EntryLayout.BLOCK);
    }

    boolean has(int block) {
      return block >= first && block < end;
    }

    void read(int from, int last) throws IOException {
      end = 0; // nothing, if it fails
      bytes.clear().limit((last - from + 1) * EntryLayout.BLOCK);
      Run.this.read(bytes, blockAt(from));
      first = from;
      end = last + 1;
      verified = -1;
    }

    int start(int block) {
      return (block - first) * EntryLayout.BLOCK;
    }

    /** The bytes, after a check of one block. */
    ByteBuffer verified(int block) throws IndexDamagedException {
      if (verified != block) {
        int start = start(block);
        int sum = Checksum.of(bytes.array(), start, EntryLayout.SUMMED);
        if (sum != bytes.getInt(start + EntryLayout.SUMMED)) {
          throw new IndexDamagedException("block " + block + " of " + path + " is damaged");
        }
        verified = block;
      }
      return bytes;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
