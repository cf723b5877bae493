/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

/**
 * What a table has to have.
 *
 * @param rows the number of rows
 * @param checksum the sum of {@link GeneratedRow#hash}
 */
record ExpectedState(long rows, long checksum) {
  /**
   * The state behind the first records of a topic.
   *
   * @param end the offset behind the last of them; at least all rows of the snapshot
   */
  static ExpectedState of(GeneratedTopic topic, long end) {
    // by key: 0 for the row of the snapshot, otherwise the number of the last update
    int[] last = new int[Math.toIntExact(topic.rows())];
    for (long offset = topic.rows(); offset < end; offset++) {
      last[(int) topic.key(offset)] = Math.toIntExact(offset - topic.rows() + 1);
    }
    long sum = 0;
    for (int key = 0; key < last.length; key++) {
      long change = last[key] == 0 ? key : topic.rows() + last[key] - 1;
      sum += GeneratedRow.of(key, change).hash();
    }
    return new ExpectedState(topic.rows(), sum);
  }
}
