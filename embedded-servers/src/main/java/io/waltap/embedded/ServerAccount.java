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
 * As whom PostgreSQL's programs run. PostgreSQL refuses root, and in a container we often are root: then its programs
 * run as nobody, by whichever of setpriv, runuser, su and unshare this machine has and lets us use.
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

  /** @param scratch a directory in which a file can be made to see who we are */
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
        "PostgreSQL refuses to run as root, and none of setpriv, runuser, su and unshare can become"
            + " another account here. Run this as an ordinary user.");
  }

  /** Whether we are root, so that another account must be able to reach the files. */
  boolean differsFromOurs() {
    return root;
  }

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

  /** Hands a file or directory (itself, not what is in it) to the account. */
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
      // no such account, or it cannot be given files: what is left is a user namespace
    } finally {
      Files.deleteIfExists(probe);
    }
    // In a namespace of its own without a mapping, root looks like nobody to itself; files stay
    // root's.
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
        // distributions differ in the group's name: try the next
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
