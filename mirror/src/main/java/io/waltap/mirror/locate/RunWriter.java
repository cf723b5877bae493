/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes a run: the header, the blocks, and behind them the first key of each block. The file gets
 * its name when all is on disk. Used by one thread.
 */
final class RunWriter implements Closeable {
  private static final int BUFFERED = 16 * EntryLayout.BLOCK;

  private final Path path;
  private final Path draft;
  private final EntryLayout layout;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFERED);
  private long[] fences = new long[16]; // high and low of each
  private int blocks;
  private int inBlock;
  private long count;
  private long lastHigh;
  private long lastLow;

  RunWriter(Path path, EntryLayout layout) throws IOException {
    this.path = path;
    this.draft = path.resolveSibling(path.getFileName() + ".draft");
    this.layout = layout;
    this.channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    channel.position(EntryLayout.BLOCK);
  }

  /** Adds an entry; its key is not before that of the last one. */
  void add(long high, long low, int file, int position) throws IOException {
    if (count > 0 && IndexKey.compare(high, low, lastHigh, lastLow) < 0) {
      throw new IllegalStateException("the entries of " + path + " are not in order");
    }
    if (inBlock == 0) {
      addFence(high, low);
    }
    layout.put(buffer, high, low, file, position);
    inBlock++;
    count++;
    lastHigh = high;
    lastLow = low;
    if (inBlock == layout.perBlock()) {
      endBlock();
    }
  }

  /** How many entries it has. */
  long count() {
    return count;
  }

  private void addFence(long high, long low) {
    if (2 * blocks == fences.length) {
      fences = Arrays.copyOf(fences, 2 * fences.length);
    }
    fences[2 * blocks] = high;
    fences[2 * blocks + 1] = low;
    blocks++;
  }

  private void endBlock() throws IOException {
    int start = buffer.position() - inBlock * layout.width();
    int end = start + EntryLayout.SUMMED;
    Arrays.fill(buffer.array(), buffer.position(), end, (byte) 0);
    buffer.position(end);
    buffer.putInt(Checksum.of(buffer.array(), start, EntryLayout.SUMMED));
    inBlock = 0;
    if (!buffer.hasRemaining()) {
      flush();
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /** Ends the run, and opens it. */
  Run finish() throws IOException {
    if (inBlock > 0) {
      endBlock();
    }
    flush();
    writeFences();
    ByteBuffer header = new RunHeader(layout.keyBytes(), count).block();
    channel.position(0);
    while (header.hasRemaining()) {
      channel.write(header);
    }
    channel.force(true);
    channel.close();
    Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return Run.open(path, layout);
  }

  private void writeFences() throws IOException {
    CRC32C sum = new CRC32C();
    for (int block = 0; block < blocks; block++) {
      if (buffer.remaining() < layout.keyBytes()) {
        sum.update(buffer.array(), 0, buffer.position());
        flush();
      }
      buffer.putLong(fences[2 * block]);
      if (layout.isWide()) {
        buffer.putLong(fences[2 * block + 1]);
      }
    }
    sum.update(buffer.array(), 0, buffer.position());
    flush();
    buffer.putInt((int) sum.getValue());
    flush();
  }

  /** Drops what was not finished. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
    }
    Files.deleteIfExists(draft);
  }
}
