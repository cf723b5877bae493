/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

/** Thrown when bytes are not a pgoutput message as the protocol describes it. */
public final class PgOutputException extends RuntimeException {
  public PgOutputException(String message) {
    super(message);
  }
}
