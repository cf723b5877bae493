/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import java.util.List;

/**
 * What a Relation message lacks: nullability, keys, defaults and comments.
 *
 * @param columns the columns that are not dropped, in {@code attnum} order
 * @param primaryKey names of the primary key's columns in the order of the key; empty if there is
 *     none
 * @param uniqueKey for a table without a primary key: names of the columns of its first unique
 *     index by name; empty if there is none
 * @param identityIndex names of the columns of the REPLICA IDENTITY index in index order; empty if
 *     there is none
 * @param comment the table's comment, or null
 * @param defaultsKnown whether the columns have their defaults; false if another session has locked
 *     the table, so that they could not be read
 */
public record TableFacts(
    List<ColumnFacts> columns,
    List<String> primaryKey,
    List<String> uniqueKey,
    List<String> identityIndex,
    String comment,
    boolean defaultsKnown) {

  public TableFacts {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    uniqueKey = List.copyOf(uniqueKey);
    identityIndex = List.copyOf(identityIndex);
  }

  /**
   * @param generated whether the column is GENERATED ALWAYS AS (expression)
   * @param defaultValue the column's default, if a schema can carry it
   * @param comment the column's comment, or null
   * @param attnum the column's number, which no other column of the table ever has
   * @param missing the text of the value that the column has in rows that are older than the column
   *     ({@code attmissingval}); null if there is none, or if it was not asked
   */
  public record ColumnFacts(
      String name,
      int typeOid,
      int typmod,
      boolean notNull,
      boolean generated,
      DefaultValue defaultValue,
      String comment,
      int attnum,
      String missing) {}

  /** A column default. */
  public sealed interface DefaultValue {
    /** No default, or an expression that a schema cannot carry. */
    record None() implements DefaultValue {}

    /** A function call: {@code now()}, {@code nextval(...)}, {@code gen_random_uuid()}. */
    record Function() implements DefaultValue {}

    /**
     * A constant.
     *
     * @param value the binary send format or the text form of the column's type; null for NULL
     * @param text whether the value is in text form
     */
    record Constant(byte[] value, boolean text) implements DefaultValue {}
  }
}
