/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The account that runs PostgreSQL's programs. PostgreSQL refuses to run as root, and in a
 * container we are often root. Then its programs run as nobody, through the first of setpriv,
 * runuser, su and unshare that works on this machine.
 */
final class ServerAccount {
  private static final String NOBODY = "nobody";

  private final boolean root;
  private final List<String> prefix;
  private final boolean shell;
  private final UserPrincipal owner;

  private ServerAccount(boolean root, List<String> prefix, boolean shell, UserPrincipal owner) {
    this.root = root;
    this.prefix = prefix;
    this.shell = shell;
    this.owner = owner;
  }

  /**
   * Our own account, or nobody if we are root.
   *
   * @param scratch a directory for temporary files, whose owner shows who we are
   */
  static ServerAccount choose(Path scratch) throws IOException {
    if (!isRoot(scratch)) {
      return new ServerAccount(false, List.of(), false, null);
    }
    for (ServerAccount candidate : candidates(scratch)) {
      if (candidate.works()) {
        return candidate;
      }
    }
    throw new IOException(
        "PostgreSQL does not run as root, and none of setpriv, runuser, su and unshare can switch"
            + " to another account here. Start this as a user other than root.");
  }

  /** Whether we are root, so that another account must be able to reach the files. */
  boolean differsFromOurs() {
    return root;
  }

  /** The command line that runs a program as the account. */
  List<String> command(List<String> program) {
    if (prefix.isEmpty()) {
      return program;
    }
    List<String> command = new ArrayList<>(prefix);
    if (shell) {
      command.add("exec " + String.join(" ", program.stream().map(ServerAccount::quoted).toList()));
    } else {
      command.addAll(program);
    }
    return command;
  }

  /** Makes the account the owner of a file, or of a directory without what is in it. */
  void own(Path path) throws IOException {
    if (owner != null) {
      Files.setOwner(path, owner);
    }
  }

  private static boolean isRoot(Path scratch) throws IOException {
    Path probe = Files.createTempFile(scratch, "whoami", "");
    try {
      return ownerId(probe) == 0;
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private static List<ServerAccount> candidates(Path scratch) throws IOException {
    List<ServerAccount> candidates = new ArrayList<>();
    Path probe = Files.createTempFile(scratch, "nobody", "");
    try {
      UserPrincipal nobody =
          probe.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY);
      Files.setOwner(probe, nobody);
      long uid = ownerId(probe);
      String ids = "--reuid=" + uid;
      candidates.add(
          new ServerAccount(
              true, List.of("setpriv", ids, groupOption(probe), "--clear-groups"), false, nobody));
      candidates.add(
          new ServerAccount(true, List.of("runuser", "-u", NOBODY, "--"), false, nobody));
      candidates.add(
          new ServerAccount(true, List.of("su", NOBODY, "-s", "/bin/sh", "-c"), true, nobody));
    } catch (IOException | UnsupportedOperationException e) {
      // No such account, or it cannot own files here: only a user namespace is left.
    } finally {
      Files.deleteIfExists(probe);
    }
    // In a user namespace without a mapping, PostgreSQL sees root as nobody; files still belong to
    // root.
    candidates.add(new ServerAccount(true, List.of("unshare", "-U", "--"), false, null));
    return candidates;
  }

  private static String groupOption(Path probe) throws IOException {
    for (String name : List.of("nogroup", NOBODY)) {
      try {
        Files.getFileAttributeView(probe, PosixFileAttributeView.class)
            .setGroup(
                probe
                    .getFileSystem()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByGroupName(name));
        return "--regid=" + Files.getAttribute(probe, "unix:gid");
      } catch (IOException e) {
        // Distributions differ in the name of the group: try the next.
      }
    }
    return "--regid=65534";
  }

  private static long ownerId(Path path) throws IOException {
    return ((Number) Files.getAttribute(path, "unix:uid")).longValue();
  }

  private boolean works() {
    try {
      Process process =
          new ProcessBuilder(command(List.of("true")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
