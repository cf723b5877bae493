/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** What happens when one table cannot be delivered: {@code table.failure.mode}. */
public enum TableFailureMode {
  /** The table waits for the next try; all others go on. */
  SET_ASIDE,
  /** The task fails. */
  FAIL
}
