/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A copy of a running server's data directory, from which a standby can start. It is made with the
 * low-level backup functions, because the binaries do not include {@code pg_basebackup}. The copy
 * has no WAL. The standby streams the WAL that it needs, so a slot must keep it.
 */
final class BaseBackup {
  /** Directories that must be empty in the copy; see PostgreSQL's documentation of base backups. */
  private static final Set<String> EMPTY =
      Set.of(
          "pg_dynshmem",
          "pg_notify",
          "pg_replslot",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans",
          "pg_wal");

  private static final Set<String> LEFT_OUT =
      Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init");

  private final Path source;
  private final Path target;

  private BaseBackup(Path source, Path target) {
    this.source = source;
    this.target = target;
  }

  /**
   * Makes the copy.
   *
   * @param superuser a session of the server
   * @param source the server's data directory
   * @param target a directory that does not exist yet
   */
  static void take(Connection superuser, Path source, Path target)
      throws SQLException, IOException {
    BaseBackup backup = new BaseBackup(source, target);
    try (Statement statement = superuser.createStatement()) {
      statement.execute("SELECT pg_backup_start('standby', true)");
      backup.copy();
      try (ResultSet stopped =
          statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        stopped.next();
        backup.write("backup_label", stopped.getString(1));
      }
    }
    backup.write("standby.signal", "");
  }

  private void copy() throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            place(directory);
            return EMPTY.contains(source.relativize(directory).toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!LEFT_OUT.contains(file.getFileName().toString())) {
              place(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              // the server continues to work; the copy does not need files that it removes
              // meanwhile
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
  }

  /** Copies with mode and owner, since the owner may be another user. */
  private void place(Path path) throws IOException {
    try {
      Files.copy(path, target.resolve(source.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
    } catch (NoSuchFileException e) {
      if (Files.exists(path)) {
        throw e;
      }
    }
  }

  private void write(String name, String content) throws IOException {
    Path file = Files.writeString(target.resolve(name), content);
    Files.setOwner(file, Files.getOwner(source));
  }
}
