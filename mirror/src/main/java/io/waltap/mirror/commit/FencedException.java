/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

/** Another task has committed to the table: what this one has collected must be dropped. */
public final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String writer;

  FencedException(String table, String writer, Throwable cause) {
    super("the connector " + writer + " has committed to " + table + " meanwhile", cause);
    this.writer = writer;
  }

  /** The connector of the other task; an older or newer task of this connector has its name. */
  public String writer() {
    return writer;
  }
}
