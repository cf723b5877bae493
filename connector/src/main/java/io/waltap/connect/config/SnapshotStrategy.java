/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** {@code snapshot.strategy}: how the present rows of a table are read. */
public enum SnapshotStrategy {
  /** As of one moment, by several connections, in one transaction. */
  CONSISTENT,
  /** In chunks by primary key, each in a short transaction, beside the stream. */
  INCREMENTAL
}
