/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

/**
 * Changes are missing between what was delivered and what the slot still has. Never retried: only
 * an operator can decide what to do.
 */
public final class GapException extends RuntimeException {
  GapException(String message) {
    super(message);
  }
}
