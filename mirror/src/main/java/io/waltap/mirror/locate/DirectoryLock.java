/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps others out of a directory: other processes by a lock on a file, which the operating system
 * gives back when a process dies, and other tables of this process by a list.
 */
final class DirectoryLock implements Closeable {
  static final String NAME = "lock";

  /**
   * To open and close the file again would give back the lock that this process has, on some
   * operating systems.
   */
  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws IndexUnavailableException if another has it
   */
  static DirectoryLock take(Path directory) throws IOException {
    Path real = directory.toRealPath();
    if (!TAKEN.add(real)) {
      throw taken(directory);
    }
    try {
      return new DirectoryLock(real, lock(real));
    } catch (IOException | RuntimeException e) {
      TAKEN.remove(real);
      throw e;
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw taken(directory);
      }
      return channel;
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw taken(directory);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static IndexUnavailableException taken(Path directory) {
    return IndexUnavailableException.passing(
        "another task uses the directory " + directory + " of the index");
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      TAKEN.remove(directory);
    }
  }
}
