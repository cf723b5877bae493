/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of the loopback address that were free a moment ago. */
public final class FreePorts {
  private static final int FIRST = 10_000;

  /**
   * Systems give ports from here on to outgoing connections, and might give one that was found free to somebody, before its server binds it.
   */
  private static final int BEHIND = 32_768;

  private static final int ATTEMPTS = 100;

  private FreePorts() {}

  public static int one() {
    return distinct(1).get(0);
  }

  /** All are held while the next one is chosen, so no port comes twice. */
  public static List<Integer> distinct(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ServerSocket socket = hold();
        held.add(socket);
        ports.add(socket.getLocalPort());
      }
      return List.copyOf(ports);
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on the loopback address", e);
    } finally {
      held.forEach(FreePorts::release);
    }
  }

  private static ServerSocket hold() throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND);
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        // somebody has it; another one, then
      }
    }
    throw new BindException("none of " + ATTEMPTS + " ports that were tried is free");
  }

  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
