/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.change;

import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/**
 * The header by which Waltap's source says where a change is in the stream: {@code p1-<commit
 * LSN>-<LSN>-<index>-<part>}, in hexadecimal digits of a fixed number. So later changes have larger
 * texts. {@code index} tells the changes of one LSN apart, and {@code part} the records of one
 * change. The letter keeps header converters from reading a number.
 */
final class Position {
  private static final String HEADER = "__waltap.position";
  private static final String VERSION = "p1-";

  private Position() {}

  /** The LSN at which the transaction of a position was committed. */
  static long commitLsn(String position) {
    int start = VERSION.length();
    return Long.parseUnsignedLong(position, start, position.indexOf('-', start), 16);
  }

  /**
   * The position, or null if there is none.
   *
   * @throws DataException if it cannot be read
   */
  static String of(Headers headers) {
    Header header = headers.lastWithName(HEADER);
    if (header == null) {
      return null;
    }
    if (header.value() instanceof String text && text.startsWith(VERSION)) {
      return text;
    }
    throw new DataException(
        "The header "
            + HEADER
            + " cannot be read. The header.converter of the sink has to be that of the source.");
  }
}
