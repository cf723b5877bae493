/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

/**
 * A connection has led to a server whose log is not the one that was delivered. The lane starts
 * again, and decides what to do about it.
 */
final class OtherLogException extends RuntimeException {
  OtherLogException(String message) {
    super(message);
  }
}
