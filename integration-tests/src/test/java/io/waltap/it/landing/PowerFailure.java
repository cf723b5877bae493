/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a power failure leaves of a broker that syncs each batch before it acknowledges it: the
 * batches, of the next one a part or zeros, and of the indexes, which are synced now and then only,
 * nothing.
 */
final class PowerFailure {
  private static final int LARGEST_TAIL = 500;

  /** Bytes before the records of a batch. */
  private static final int BATCH_HEADER = 61;

  private PowerFailure() {}

  /**
   * Changes the files of a broker that was killed.
   *
   * @param seed of what is written at the ends of the logs; it is printed
   */
  static void on(Path kafka, long seed) throws IOException {
    System.out.println("power failure with seed " + seed);
    Random random = new Random(seed);
    List<Path> files;
    try (Stream<Path> all = Files.walk(kafka)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    long torn = 0;
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.endsWith("index")) {
        Files.write(file, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
      } else if (name.endsWith(".log") && isActive(file, files)) {
        tear(file, random);
        torn++;
      }
    }
    if (torn == 0) {
      throw new IllegalStateException("no log in " + kafka);
    }
  }

  /** Of the batch that was written when the power failed, some bytes or none are on the disk. */
  private static void tear(Path log, Random random) {
    byte[] tail;
    if (random.nextBoolean()) {
      tail = new byte[random.nextInt(BATCH_HEADER)];
      startOfBatch(log, tail);
    } else {
      tail = new byte[random.nextInt(LARGEST_TAIL)];
    }
    try {
      Files.write(log, tail, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The log's own first bytes, which say that a whole batch follows. */
  private static void startOfBatch(Path log, byte[] tail) {
    try (FileChannel channel = FileChannel.open(log)) {
      ByteBuffer start = ByteBuffer.wrap(tail);
      while (start.hasRemaining() && channel.read(start) >= 0) {
        // reads on
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Segments have the number of their first record as name, with leading zeros. */
  private static boolean isActive(Path log, List<Path> files) {
    return files.stream()
        .filter(file -> file.getParent().equals(log.getParent()))
        .filter(file -> file.toString().endsWith(".log"))
        .noneMatch(file -> file.compareTo(log) > 0);
  }
}
