/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** {@code snapshot.mode}: when the rows are read that tables already have. */
public enum SnapshotMode {
  /** Of tables without a stored position or with an unfinished snapshot; then it streams. */
  INITIAL,
  /** Of the same tables; then it does not stream. */
  INITIAL_ONLY,
  /** Never: it only streams. */
  NO_DATA,
  /** Of all tables at each start; then it streams. */
  ALWAYS,
  /** As INITIAL, and of all tables if changes are missing. */
  WHEN_NEEDED
}
