/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system in memory that can be filled. Mounting it needs root. */
final class Disk implements AutoCloseable {
  private static final String SIZE = "size=2g,mode=0755";
  private static final int BLOCK = 1 << 16;

  private final Path directory;
  private final SoakLog log;

  private Disk(Path directory, SoakLog log) {
    this.directory = directory;
    this.log = log;
  }

  /**
   * Mounts a disk on a directory.
   *
   * @return null if this machine or this account cannot do that
   */
  static Disk mount(Path directory, SoakLog log) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    if (run("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", directory.toString()) != 0) {
      return null;
    }
    return new Disk(directory, log);
  }

  /** Takes all space that is left. */
  void fill() throws IOException {
    byte[] block = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(filler())) {
      for (long written = 0; ; written += BLOCK) {
        try {
          out.write(block);
        } catch (IOException e) {
          log.say("  the disk is full after " + written / 1_000_000 + " MB");
          return;
        }
      }
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(filler());
  }

  @Override
  public void close() {
    try {
      if (run("umount", directory.toString()) != 0) {
        log.say("cannot unmount " + directory + "; run umount " + directory);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  private static int run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1; // there is no such program
    }
  }
}
