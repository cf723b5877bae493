/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

/** An index cannot be used; rows can be found without it. */
final class IndexUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  private IndexUnavailableException(String message, Throwable cause, boolean passing) {
    super(message, cause);
    this.passing = passing;
  }

  /** It cannot be used until someone does what the message says. */
  static IndexUnavailableException lasting(String message, Throwable cause) {
    return new IndexUnavailableException(message, cause, false);
  }

  /** It may be used soon. */
  static IndexUnavailableException passing(String message) {
    return new IndexUnavailableException(message, null, true);
  }

  boolean isPassing() {
    return passing;
  }
}
