/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

/** Finds the types that are not built in, in the catalog of the database. */
public interface TypeLookup {

  /**
   * @return the type as the catalog has it now, or null if there is none with this OID
   */
  PgType findType(int oid);

  /**
   * Whether all text of the database is UTF-8 when it is sent. It is not in a database with the
   * encoding SQL_ASCII.
   */
  default boolean textIsUtf8() {
    return true;
  }
}
