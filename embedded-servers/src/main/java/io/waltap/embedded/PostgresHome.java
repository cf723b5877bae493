/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The account of a server, and directories that this account can reach.
 *
 * @param account runs PostgreSQL's programs
 * @param directory for the server's data and log
 * @param cache for unpacked programs
 */
record PostgresHome(ServerAccount account, Path directory, Path cache) {
  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");

  /**
   * Makes both directories. They are elsewhere than wanted if the account could not reach them, for
   * example below {@code /root}.
   *
   * @param directory null for a new one in the temporary directory
   * @param cache null for one in the temporary directory that all servers share
   */
  static PostgresHome prepare(Path directory, Path cache) throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path base =
        directory == null ? Files.createTempDirectory(temporary, "waltap-postgres") : directory;
    Path shared = temporary.resolve("waltap-binaries-" + System.getProperty("user.name"));
    Path kept = cache == null ? shared : cache;
    Files.createDirectories(base);
    Files.createDirectories(kept);
    ServerAccount account = ServerAccount.choose(base);
    if (account.differsFromOurs()) {
      if (!FileTree.passableByOthers(base.toAbsolutePath().getParent())) {
        base = temporary.resolve("waltap-postgres-" + Integer.toHexString(pathHash(base)));
        Files.createDirectories(base);
      }
      Files.setPosixFilePermissions(kept, OPEN);
      if (!FileTree.passableByOthers(kept)) {
        kept = shared;
        Files.createDirectories(kept);
        Files.setPosixFilePermissions(kept, OPEN);
      }
    }
    return new PostgresHome(account, base.toAbsolutePath(), kept);
  }

  /** Deletes what an earlier server left in the directory. */
  void empty() throws IOException {
    FileTree.delete(directory);
    Files.createDirectories(directory);
  }

  /** Gives the directory to the account. */
  void handOver() throws IOException {
    Files.setPosixFilePermissions(directory, OPEN);
    account.own(directory);
  }

  private static int pathHash(Path path) {
    return path.toAbsolutePath().normalize().toString().hashCode();
  }
}
