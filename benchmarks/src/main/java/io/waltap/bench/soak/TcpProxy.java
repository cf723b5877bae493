/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A link between the connector and PostgreSQL that can be cut, stalled and slowed. All connections
 * are in the same state. Any thread may change the state.
 */
final class TcpProxy implements AutoCloseable {
  private static final int BUFFER = 4096;
  private static final int SLOW_BYTES_PER_SECOND = 64 * 1024;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private State state = State.OPEN;

  /** What becomes of the bytes. */
  private enum State {
    OPEN,
    /** New connections are closed at once. */
    REFUSING,
    /** No byte passes, and nothing is closed. */
    STALLED,
    SLOW
  }

  /**
   * @param target the port of the server, on the loopback address
   */
  TcpProxy(int target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("no port for the proxy", e);
    }
    start(this::accept, "proxy-accept");
  }

  int port() {
    return server.getLocalPort();
  }

  /** Closes all connections, maybe in the middle of a message, and refuses new ones. */
  void cut() {
    set(State.REFUSING);
    closeAll();
  }

  void stall() {
    set(State.STALLED);
  }

  void slow() {
    set(State.SLOW);
  }

  /** Ends whatever was wrong. What was stalled goes on. */
  void heal() {
    set(State.OPEN);
  }

  @Override
  public void close() {
    close(server);
    heal();
    closeAll();
  }

  private synchronized void set(State next) {
    state = next;
    notifyAll();
  }

  private synchronized State state() {
    return state;
  }

  /** Waits while the link is stalled, and slows the bytes if it is slow. */
  private void pass(int bytes) throws InterruptedException {
    synchronized (this) {
      while (state == State.STALLED) {
        wait();
      }
    }
    if (state() == State.SLOW) {
      Thread.sleep(1_000L * bytes / SLOW_BYTES_PER_SECOND);
    }
  }

  private void closeAll() {
    sockets.forEach(TcpProxy::close);
    sockets.clear();
  }

  private void accept() {
    while (!server.isClosed()) {
      Socket client = null;
      try {
        client = server.accept();
        if (state() == State.REFUSING) {
          client.close();
        } else {
          connect(client);
        }
      } catch (IOException e) {
        // the proxy is closed, or PostgreSQL is down: the client sees a closed connection
        close(client);
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket upstream = new Socket();
    try {
      upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5_000);
    } catch (IOException e) {
      upstream.close();
      throw e;
    }
    sockets.add(client);
    sockets.add(upstream);
    start(() -> pump(client, upstream), "proxy-up");
    start(() -> pump(upstream, client), "proxy-down");
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        pass(length);
        out.write(buffer, 0, length);
        out.flush();
      }
    } catch (IOException e) {
      // one side is gone: both sockets are closed below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      forget(from);
      forget(to);
    }
  }

  private void forget(Socket socket) {
    close(socket);
    sockets.remove(socket);
  }

  private static void close(Closeable socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // it is of no use any more in any case
    }
  }

  private static void start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
