/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BinaryCopyTest {

  @Test
  void aRowIsReadWithItsNulls() {
    ByteBuffer data = ByteBuffer.allocate(100);
    data.put("PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1));
    data.putInt(0).putInt(2).put(new byte[] {9, 9});
    data.putShort((short) 3).putInt(1).put((byte) 7).putInt(-1).putInt(0);
    data.putShort((short) -1).flip();

    assertThat(BinaryCopy.parse(data)).containsExactly(new byte[] {7}, null, new byte[0]);
  }
}
