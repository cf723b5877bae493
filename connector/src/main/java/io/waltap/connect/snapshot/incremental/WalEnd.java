/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

/** Computes the end of the log as a walsender reports it. */
final class WalEnd {
  /**
   * Size of the long form of a WAL page's header. No record is so short that two records could end
   * before this place on a page.
   */
  private static final long LONGEST_PAGE_HEADER = 40;

  private WalEnd() {}

  /**
   * The position that a walsender reports once it has read everything before the next record. It is
   * the end of the last record. If a new page has no record yet, the next record's position is
   * already after the page's header.
   *
   * @param nextRecord where the next record will begin
   */
  static long reached(long nextRecord, long pageSize) {
    long inPage = Long.remainderUnsigned(nextRecord, pageSize);
    return inPage <= LONGEST_PAGE_HEADER ? nextRecord - inPage : nextRecord;
  }
}
