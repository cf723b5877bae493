/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class JsonBufferTest {
  private final JsonBuffer buffer = new JsonBuffer();

  @Property
  void numbersAreThoseOfJava(@ForAll long number) {
    JsonBuffer out = new JsonBuffer();
    out.number(number);

    assertThat(text(out)).isEqualTo(Long.toString(number));
  }

  @Property
  void base64IsThatOfJava(@ForAll @Size(max = 5_000) byte[] data) {
    JsonBuffer out = new JsonBuffer();
    out.base64(data);

    assertThat(text(out)).isEqualTo('"' + Base64.getEncoder().encodeToString(data) + '"');
  }

  /** Tries every place for the end of an array: nothing may be lost there. */
  @Test
  void theTextIsWholeHoweverLongItBecomes() {
    StringBuilder expected = new StringBuilder();
    for (int i = 0; expected.length() < 3_000_000; i++) {
      String piece = "piece " + i;
      buffer.string(piece);
      buffer.number(i);
      buffer.ascii(':');
      buffer.ascii(piece);
      buffer.bool(i % 2 == 0);
      buffer.nullValue();
      expected.append('"').append(piece).append('"').append(i).append(':').append(piece);
      expected.append(i % 2 == 0).append("null");
    }

    assertThat(text(buffer)).isEqualTo(expected.toString());
    assertThat(text(buffer)).as("asked once more").isEqualTo(expected.toString());
  }

  @Test
  void oneLongPieceFitsToo() {
    String piece = "0123456789".repeat(300_000);
    buffer.ascii('<');
    buffer.raw(piece.getBytes(StandardCharsets.US_ASCII));
    buffer.ascii('|');
    buffer.ascii(piece);
    buffer.ascii('>');

    assertThat(text(buffer)).isEqualTo("<" + piece + "|" + piece + ">");
  }

  @Test
  void whatALargeRecordTookIsGivenBack() {
    for (int record = 0; record < 3; record++) {
      buffer.string("large".repeat(1_000_000));
      assertThat(buffer.held()).isBetween(5_000_000L, 5_600_000L);

      buffer.clear();
      assertThat(buffer.held()).isLessThanOrEqualTo(JsonBuffer.MOST_KEPT);
      assertThat(text(buffer)).isEmpty();
    }
    buffer.string("small");
    assertThat(text(buffer)).isEqualTo("\"small\"");
  }

  private static String text(JsonBuffer buffer) {
    return new String(buffer.toByteArray(), StandardCharsets.US_ASCII);
  }
}
