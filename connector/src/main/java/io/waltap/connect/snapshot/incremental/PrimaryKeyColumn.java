/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

/**
 * A column by which chunks are cut.
 *
 * @param type as SQL has it, with the schema where it is not {@code pg_catalog}
 * @param collation OID, 0 if the type has none
 * @param operators schema of the operator by which the key's index orders the column
 */
record PrimaryKeyColumn(String name, String type, long collation, String operators) {}
