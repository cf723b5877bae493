/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stands between a connector and a server. From {@link #stall} on, it passes nothing more of the
 * connections that are open, and does not close them, like a firewall that has forgotten them.
 */
final class StallingProxy implements AutoCloseable {
  private final PostgresServer server;
  private final ServerSocket listener;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final Set<Socket> stalled = ConcurrentHashMap.newKeySet();

  StallingProxy(PostgresServer server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  String host() {
    return listener.getInetAddress().getHostAddress();
  }

  int port() {
    return listener.getLocalPort();
  }

  void stall() {
    stalled.addAll(sockets);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket behind = new Socket(server.host(), server.port());
        sockets.add(client);
        sockets.add(behind);
        start(() -> pass(client, behind));
        start(() -> pass(behind, client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (stalled.contains(from)) {
          return;
        }
        out.write(buffer, 0, length);
        out.flush();
      }
      if (!stalled.contains(from)) {
        close(from);
        close(to);
      }
    } catch (IOException e) {
      if (!stalled.contains(from)) {
        close(from);
        close(to);
      }
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "stalling-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sockets.forEach(StallingProxy::close);
  }
}
