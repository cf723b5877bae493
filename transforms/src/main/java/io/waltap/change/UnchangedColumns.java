/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.util.List;
import org.apache.kafka.connect.header.Headers;

/**
 * Reads which columns of a change the server did not send. These are large values (TOAST) that an
 * update did not change, and columns outside of the replica identity in the row before a change.
 * The event has null or a substitute for them. The names are those of the event's fields.
 */
public final class UnchangedColumns {
  /** The header that the source connector writes. */
  public static final String HEADER = "__waltap.unavailable";

  private static final String BEFORE = ".before";

  private final String header;
  private final String headerBefore;

  /**
   * @param header the header that names the columns of the row, see {@link #HEADER}. A header of
   *     the same name with {@code .before} at the end names those of an update's row before.
   */
  public UnchangedColumns(String header) {
    this.header = header;
    this.headerBefore = header + BEFORE;
  }

  /**
   * Returns the columns of the row that were not sent, or null if there are none. The row is {@code
   * after}, or for a delete {@code before}.
   */
  public List<String> ofRow(Headers headers) {
    return HeaderNames.read(headers, header);
  }

  /**
   * Returns the columns of an update's {@code before} that were not sent, or null if there are
   * none. Other changes have no such header.
   */
  public List<String> ofRowBefore(Headers headers) {
    return HeaderNames.read(headers, headerBefore);
  }
}
