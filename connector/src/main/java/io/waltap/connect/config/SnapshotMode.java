/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** {@code snapshot.mode}: when the present rows of the tables are read. */
public enum SnapshotMode {
  /** Tables without a stored position, then stream. */
  INITIAL,
  /** Tables without a stored position, then stop. */
  INITIAL_ONLY,
  /** Never; stream only. */
  NO_DATA,
  /** All tables at each start, then stream. */
  ALWAYS,
  /** As INITIAL, and wherever the slot can no longer serve a stored position. */
  WHEN_NEEDED
}
