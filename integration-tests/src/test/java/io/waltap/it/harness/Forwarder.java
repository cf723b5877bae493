/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP address that leads to one server and later to another, as a virtual address does. */
public final class Forwarder implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile int target;

  /**
   * @param target the port to which connections lead at first
   */
  public Forwarder(int target) {
    this.target = target;
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  public String host() {
    return HOST;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Ends all connections, and leads later ones to another port. */
  public void leadTo(int port) {
    target = port;
    accepted.set(0);
    sockets.forEach(Forwarder::end);
  }

  /** Returns how many connections were made since the last {@link #leadTo}. */
  public int accepted() {
    return accepted.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sockets.forEach(Forwarder::end);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        forward(listener.accept());
      } catch (IOException e) {
        // the listener is closed
        return;
      }
    }
  }

  private void forward(Socket client) {
    accepted.incrementAndGet();
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(client);
      sockets.add(server);
      start(() -> pump(client, server));
      start(() -> pump(server, client));
    } catch (IOException e) {
      // nothing listens there
      end(client);
    }
  }

  private void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one side has ended; so does the other
    } finally {
      end(from);
      end(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "forwarder");
    thread.setDaemon(true);
    thread.start();
  }
}
