/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

/**
 * The process that {@code ./waltap} starts. Logging is set up at the first use of a logger, and its
 * file is opened at the first line, in the directory that {@link LogFile} names. So nothing here
 * may log before the directory is known.
 */
public final class Waltap {
  private Waltap() {}

  public static void main(String[] arguments) {
    int exit;
    try {
      exit = WaltapCommandLine.of(System.out, System.getenv()).execute(arguments);
    } catch (
        Error e) { // picocli handles exceptions only, and other threads would keep the JVM alive
      System.err.println("waltap: " + e);
      e.printStackTrace();
      exit = 1;
    }
    // Threads of clients and plugins may still run, but everything that matters is closed.
    System.exit(exit);
  }
}
