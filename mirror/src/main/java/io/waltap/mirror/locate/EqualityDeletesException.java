/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

/** Another program has deleted rows by their values. The mirror does not apply such deletes. */
public final class EqualityDeletesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EqualityDeletesException(String dataFile, String deleteFile) {
    super(
        "another program has deleted rows by equality deletes, which the mirror does not read: "
            + deleteFile
            + " for "
            + dataFile
            + ". Nothing was written. Rows of PostgreSQL may be missing from the table. Drop it,"
            + " have the source read it again, and keep that program from writing to it.");
  }
}
