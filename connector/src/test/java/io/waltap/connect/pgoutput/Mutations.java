/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages bytes. The same seed and case give the same damage. */
public final class Mutations {
  /** What a length or a count becomes: small, negative, or far more than any message has. */
  private static final int[] EXTREMES = {
    0, 1, -1, -2, 0x7FFF, 0x8000, 0xFFFF, 0x0FFF_FFFF, Integer.MAX_VALUE, Integer.MIN_VALUE
  };

  private final SplittableRandom random;

  public Mutations(long seed, int number) {
    this.random = new SplittableRandom(seed + number);
  }

  /** One of the list. */
  public <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /**
   * Damages bytes in one to three places.
   *
   * @param donor other bytes, parts of which may come into the result
   */
  public byte[] damage(byte[] original, byte[] donor) {
    byte[] bytes = original.clone();
    int steps = 1 + random.nextInt(3);
    for (int i = 0; i < steps; i++) {
      bytes = step(bytes, donor);
    }
    return bytes;
  }

  private byte[] step(byte[] bytes, byte[] donor) {
    return switch (random.nextInt(8)) {
      case 0 -> flipped(bytes);
      case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 2 -> inserted(bytes, randomBytes());
      case 3 -> inserted(bytes, part(bytes));
      case 4 -> inserted(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)), part(donor));
      case 5 -> overwritten(bytes, new byte[] {(byte) random.nextInt(256)});
      case 6 -> overwritten(bytes, ByteBuffer.allocate(2).putShort((short) extreme()).array());
      default -> overwritten(bytes, ByteBuffer.allocate(4).putInt(extreme()).array());
    };
  }

  private int extreme() {
    return EXTREMES[random.nextInt(EXTREMES.length)];
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[1 + random.nextInt(16)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private byte[] flipped(byte[] bytes) {
    if (bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private byte[] part(byte[] bytes) {
    int from = random.nextInt(bytes.length + 1);
    return Arrays.copyOfRange(bytes, from, from + random.nextInt(bytes.length - from + 1));
  }

  private byte[] inserted(byte[] bytes, byte[] more) {
    int at = random.nextInt(bytes.length + 1);
    return ByteBuffer.allocate(bytes.length + more.length)
        .put(bytes, 0, at)
        .put(more)
        .put(bytes, at, bytes.length - at)
        .array();
  }

  private byte[] overwritten(byte[] bytes, byte[] with) {
    if (bytes.length >= with.length) {
      int at = random.nextInt(bytes.length - with.length + 1);
      System.arraycopy(with, 0, bytes, at, with.length);
    }
    return bytes;
  }
}
