/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

/**
 * What an index has of a key: two unsigned numbers.
 *
 * @param high compared first
 * @param low 0 in an index whose keys have 8 bytes
 */
record IndexKey(long high, long low) implements Comparable<IndexKey> {
  @Override
  public int compareTo(IndexKey other) {
    return compare(high, low, other.high, other.low);
  }

  static int compare(long high, long low, long otherHigh, long otherLow) {
    int byHigh = Long.compareUnsigned(high, otherHigh);
    return byHigh == 0 ? Long.compareUnsigned(low, otherLow) : byHigh;
  }
}
