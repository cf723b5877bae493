/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SerializedTextTest {
  @Property
  void isWhatJavaWritesForAnyString(@ForAll String text) throws IOException {
    assertThat(SerializedText.of(text)).isEqualTo(javas(text));
  }

  @Test
  void isWhatJavaWritesForALongString() throws IOException {
    String text = "ä\0".repeat(40_000);
    assertThat(SerializedText.of(text)).isEqualTo(javas(text));
  }

  private static byte[] javas(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(text);
    }
    return bytes.toByteArray();
  }
}
