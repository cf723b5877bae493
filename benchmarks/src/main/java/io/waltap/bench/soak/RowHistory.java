/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.util.Arrays;

/** The versions of one row, in the order in which they were added. Used by one thread at a time. */
final class RowHistory {
  /** The version of a deleted row: no version is later. */
  static final long DELETED = Long.MAX_VALUE;

  /** The checksum of a value that was not sent. */
  static final long UNSENT = -1;

  /** Instead of a checksum: the record's key is not that of the row. */
  static final long WRONG_KEY = -2;

  private long[] versions = new long[2];
  private long[] checksums = new long[2];
  private int size;

  void add(long version, long checksum) {
    if (size == versions.length) {
      versions = Arrays.copyOf(versions, 2 * size);
      checksums = Arrays.copyOf(checksums, 2 * size);
    }
    versions[size] = version;
    checksums[size] = checksum;
    size++;
  }

  int size() {
    return size;
  }

  long version(int index) {
    return versions[index];
  }

  long checksum(int index) {
    return checksums[index];
  }

  /** Where a version is, if the versions ascend; negative if there is none. */
  int find(long version) {
    return Arrays.binarySearch(versions, 0, size, version);
  }

  /** The last version, or {@link #DELETED}. */
  long last() {
    return versions[size - 1];
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size; i++) {
      text.append(i == 0 ? "" : " ");
      text.append(versions[i] == DELETED ? "deleted" : Long.toString(versions[i]));
    }
    return text.toString();
  }
}
