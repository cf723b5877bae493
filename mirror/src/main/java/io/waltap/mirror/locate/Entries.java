/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Entries in memory, that become a run. Used by one thread. */
final class Entries {
  /** Up to 24 MiB, and as much again while they are sorted. */
  static final int MOST = 1 << 20;

  private static final int DIGITS = 256;

  private final EntryLayout layout;
  private final int most;
  private byte[] bytes;
  private int count;

  /**
   * @param most so many entries become a run
   */
  Entries(EntryLayout layout, int most) {
    this.layout = layout;
    this.most = most;
    this.bytes = new byte[64 * layout.width()];
  }

  void add(IndexKey key, int file, int position) {
    int at = count * layout.width();
    if (at + layout.width() > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + layout.width()));
    }
    layout.put(ByteBuffer.wrap(bytes, at, layout.width()), key.high(), key.low(), file, position);
    count++;
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean isFull() {
    return count >= most;
  }

  /** Sorts the entries, writes them, and forgets them. */
  void drainTo(RunWriter run) throws IOException {
    sort();
    ByteBuffer all = ByteBuffer.wrap(bytes);
    for (int i = 0; i < count; i++) {
      int at = i * layout.width();
      run.add(
          layout.high(all, at),
          layout.low(all, at),
          layout.file(all, at),
          layout.position(all, at));
    }
    count = 0;
  }

  /**
   * Sorts by one byte of the key after the other, from the last to the first. Each time the order
   * of entries with the same byte stays as it is.
   */
  private void sort() {
    byte[] sorted = new byte[bytes.length];
    for (int digit = layout.keyBytes() - 1; digit >= 0; digit--) {
      int[] places = places(digit);
      if (places.length == 0) {
        continue;
      }
      for (int i = 0; i < count; i++) {
        int at = i * layout.width();
        int value = Byte.toUnsignedInt(bytes[at + digit]);
        System.arraycopy(bytes, at, sorted, places[value] * layout.width(), layout.width());
        places[value]++;
      }
      byte[] before = bytes;
      bytes = sorted;
      sorted = before;
    }
  }

  /** Where entries with each value of a byte begin; empty if all have the same value. */
  private int[] places(int digit) {
    int[] places = new int[DIGITS];
    int value = 0;
    for (int i = 0; i < count; i++) {
      value = Byte.toUnsignedInt(bytes[i * layout.width() + digit]);
      places[value]++;
    }
    if (places[value] == count) {
      return new int[0];
    }
    int next = 0;
    for (int i = 0; i < DIGITS; i++) {
      int some = places[i];
      places[i] = next;
      next += some;
    }
    return places;
  }
}
