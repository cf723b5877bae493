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
   * From here on, systems give ports to outgoing connections. Such a port might be free now and
   * taken when its server starts.
   */
  private static final int LIMIT = 32_768;

  private static final int ATTEMPTS = 100;

  private FreePorts() {}

  public static int one() {
    return distinct(1).get(0);
  }

  /** Different ports: each stays bound while the next is chosen. */
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
        int port = ThreadLocalRandom.current().nextInt(FIRST, LIMIT);
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        // Another process has it: try the next.
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
