/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  @Test
  void aLengthBeyondTheAnswerIsRefusedBeforeItIsAllocated() {
    ByteBuffer value = header(0).putShort((short) 1).putInt(Integer.MAX_VALUE).flip();
    ByteBuffer extension = header(Integer.MAX_VALUE).flip();
    ByteBuffer half = header(0).put((byte) 0).flip();

    for (ByteBuffer data : new ByteBuffer[] {value, extension, half}) {
      assertThatThrownBy(() -> BinaryCopy.parse(data)).isInstanceOf(IllegalStateException.class);
    }
  }

  private static ByteBuffer header(int extension) {
    return ByteBuffer.allocate(100)
        .put("PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(0)
        .putInt(extension);
  }
}
