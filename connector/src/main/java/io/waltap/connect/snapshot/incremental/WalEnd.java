/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

/** The end of the log as a walsender sees it. */
final class WalEnd {
  /**
   * Size of the long form of a WAL page's header; no record is so short that a second one would end
   * before it.
   */
  private static final long LONGEST_PAGE_HEADER = 40;

  private WalEnd() {}

  /**
   * The position that a walsender reports once it has read all that was written before another:
   * that of the last record's end. Where nothing follows on a new page, the position of the next
   * record already lies behind the page's header.
   *
   * @param nextRecord where the next record will begin
   */
  static long reached(long nextRecord, long pageSize) {
    long inPage = Long.remainderUnsigned(nextRecord, pageSize);
    return inPage <= LONGEST_PAGE_HEADER ? nextRecord - inPage : nextRecord;
  }
}
