/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  // Guards against: a server that cannot bind its port, since an outgoing connection was given it
  // meanwhile.
  @Test
  void portsAreNotThoseOfOutgoingConnections() {
    List<Integer> ports = FreePorts.distinct(50);

    assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port >= 10_000 && port < 32_768);
    assertThat(ports).allMatch(FreePorts::isFree);
  }

  @Test
  void aPortWithAServerIsNotFree() throws Exception {
    int port = FreePorts.one();
    try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(FreePorts.isFree(server.getLocalPort())).isFalse();
    }
  }
}
