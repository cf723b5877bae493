/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * An error of the JVM at each connection, by {@code driver.socketFactory}. The driver must connect
 * on the thread that asks for it: {@code driver.loginTimeout=0}.
 */
public final class FailingSockets extends SocketFactory {
  static final String MESSAGE = "no heap";

  @Override
  public Socket createSocket() {
    throw new OutOfMemoryError(MESSAGE);
  }

  @Override
  public Socket createSocket(String host, int port) {
    return createSocket();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    return createSocket();
  }
}
