/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.pgoutput.PgOutputException;
import io.waltap.connect.pgoutput.TupleData;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class CopyRowsTest {
  private static final byte[] HEADER =
      ByteBuffer.allocate(19)
          .put(new byte[] {'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0})
          .putInt(0)
          .putInt(0)
          .array();

  @Test
  void theFirstRowComesAfterTheHeader() {
    TupleData row = new CopyRows(2, column -> column == 1).row(join(HEADER, row((byte) 7)));

    assertThat(row.length(0)).isEqualTo(1);
    assertThat(row.data()[row.offset(0)]).isEqualTo((byte) 7);
    assertThat(row.isText(0)).isFalse();
    assertThat(row.isNull(1)).isTrue();
  }

  @Test
  void laterRowsAndTheTrailerStandAlone() {
    CopyRows rows = new CopyRows(2, column -> false);
    rows.row(join(HEADER, row((byte) 7)));

    assertThat(rows.row(row((byte) 8)).isNull(1)).isTrue();
    assertThat(rows.row(new byte[] {-1, -1})).isNull();
  }

  @Test
  void anEmptyTableIsHeaderAndTrailerInOneMessageOrTwo() {
    assertThat(new CopyRows(2, column -> false).row(join(HEADER, new byte[] {-1, -1}))).isNull();
    CopyRows rows = new CopyRows(2, column -> false);
    assertThat(rows.row(HEADER)).isNull();
    assertThat(rows.row(new byte[] {-1, -1})).isNull();
  }

  @Test
  void columnsReadAsTextAreMarkedSo() {
    assertThat(new CopyRows(2, column -> column == 0).row(join(HEADER, row((byte) 'x'))).isText(0))
        .isTrue();
  }

  @Test
  void anotherNumberOfColumnsIsRefused() {
    assertThatThrownBy(() -> new CopyRows(3, column -> false).row(join(HEADER, row((byte) 7))))
        .isInstanceOf(PgOutputException.class);
  }

  @Test
  void bytesLeftOverAreRefused() {
    CopyRows rows = new CopyRows(2, column -> false);
    rows.row(HEADER);

    assertThatThrownBy(() -> rows.row(join(row((byte) 7), new byte[1])))
        .isInstanceOf(PgOutputException.class);
    assertThatThrownBy(() -> rows.row(new byte[] {-1, -1, 0}))
        .isInstanceOf(PgOutputException.class);
  }

  /** A row of one byte and a NULL. */
  private static byte[] row(byte value) {
    return ByteBuffer.allocate(11).putShort((short) 2).putInt(1).put(value).putInt(-1).array();
  }

  private static byte[] join(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
