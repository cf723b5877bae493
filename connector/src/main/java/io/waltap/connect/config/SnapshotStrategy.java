/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** {@code snapshot.strategy}: how the rows are read that a table already has. */
public enum SnapshotStrategy {
  /** As of one moment, by several connections that share one snapshot. */
  CONSISTENT,
  /** In chunks by primary key, each in a short transaction, while the table streams. */
  INCREMENTAL
}
