/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.connect.header.ConnectHeaders;

/**
 * The header that says where a change is in the stream: {@code p1-<commit
 * LSN>-<LSN>-<index>-<part>} in hexadecimal digits of a fixed number, so that later changes have
 * larger texts. The first three are those of {@link io.waltap.connect.position.TablePosition}.
 * {@code part} tells the records of one change apart. The first letter keeps header converters from
 * reading a number.
 */
final class PositionHeader {
  /** The name. */
  static final String NAME = "__waltap.position";

  private static final byte[] TEMPLATE =
      "p1-0000000000000000-0000000000000000-00000000-0".getBytes(StandardCharsets.US_ASCII);

  private static final int COMMIT_END = 19;
  private static final int LSN_END = 36;
  private static final int INDEX_END = 45;
  private static final HexFormat HEX = HexFormat.of();

  private PositionHeader() {}

  /**
   * Adds the header.
   *
   * @param part 0, or 1 for the create of a row that was moved to another key
   */
  static ConnectHeaders add(
      ConnectHeaders headers, long commitLsn, long lsn, long index, int part) {
    headers.addString(NAME, text(commitLsn, lsn, index, part));
    return headers;
  }

  static String text(long commitLsn, long lsn, long index, int part) {
    byte[] text = TEMPLATE.clone();
    write(text, COMMIT_END, 16, commitLsn);
    write(text, LSN_END, 16, lsn);
    write(text, INDEX_END, 8, index);
    text[text.length - 1] = (byte) HEX.toLowHexDigit(part);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void write(byte[] text, int end, int digits, long number) {
    long rest = number;
    for (int i = end - 1; i >= end - digits; i--) {
      text[i] = (byte) HEX.toLowHexDigit((int) rest & 0xF);
      rest >>>= 4;
    }
  }
}
