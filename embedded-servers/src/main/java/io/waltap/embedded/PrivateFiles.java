/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Directories and files that no other account of the host may read, except for root. */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private PrivateFiles() {}

  /**
   * Creates a directory, or narrows one that exists. Its parents stay as they are; those that are
   * missing are created as the process creates others.
   *
   * @throws IOException also if the directory belongs to another account
   */
  public static void createDirectory(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath();
    if (!Files.isDirectory(absolute)) {
      if (absolute.getParent() != null) {
        Files.createDirectories(absolute.getParent());
      }
      Files.createDirectory(absolute, PosixFilePermissions.asFileAttribute(DIRECTORY));
    }
    narrow(absolute);
  }

  /**
   * Takes away what group and others may do with a file, or with a directory and everything in it.
   * Does nothing if there is none. Symbolic links are not followed.
   *
   * @throws IOException also if something of it belongs to another account
   */
  public static void narrowTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            narrow(directory);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!attributes.isSymbolicLink()) {
              narrow(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * Writes a file, instead of one that exists; it is private before it has its first byte. After a
   * power failure there is the old text or the new one.
   */
  public static void write(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.deleteIfExists(draft);
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel =
        FileChannel.open(draft, options, PosixFilePermissions.asFileAttribute(FILE))) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void narrow(Path path) throws IOException {
    Set<PosixFilePermission> present = Files.getPosixFilePermissions(path);
    Set<PosixFilePermission> own = EnumSet.noneOf(PosixFilePermission.class);
    own.addAll(present);
    own.retainAll(DIRECTORY);
    if (!own.equals(present)) {
      Files.setPosixFilePermissions(path, own);
    }
  }
}
