/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

/**
 * A column of the primary key, by which chunks are cut.
 *
 * @param type the type in SQL, with its schema unless that is {@code pg_catalog}
 * @param collation OID of the collation, 0 if the type has none
 * @param operators schema of the operator by which the key's index orders the column
 */
record PrimaryKeyColumn(String name, String type, long collation, String operators) {}
