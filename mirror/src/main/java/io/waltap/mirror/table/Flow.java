/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

/** The partition of the topic that a table is made of, as the worker lets a task steer it. */
public interface Flow {
  /** No more records, until {@link #resume}. Some that were fetched before may still come. */
  void pause();

  /** Records again. */
  void resume();

  /** The next record is the one at this offset, or the first one behind it. */
  void rewind(long offset);
}
