/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.lake;

import java.util.List;
import java.util.Map;

/**
 * An Iceberg catalog to read from. Only types of the JDK are in its methods, because the classes
 * that implement them are in a class loader of their own; see {@link LakeReaders}.
 */
public interface LakeReader extends AutoCloseable {
  /** The tables of a namespace; none if there is no such namespace. */
  List<String> tables(String namespace);

  /**
   * How many rows the current snapshot has, by its summary, without reading data; 0 if there is no
   * such table.
   */
  long rowCount(String namespace, String table);

  /**
   * All rows of the current snapshot, with columns in the table's order. Values are boxed
   * primitives, String, BigDecimal, the types of java.time, UUID, byte[], List and Map.
   */
  List<Map<String, Object>> rows(String namespace, String table);

  /**
   * Where the data files of the current snapshot are, for an engine that reads files but has no
   * catalog.
   *
   * @throws IllegalStateException if other files delete rows of these files, so that they alone are
   *     not the table
   */
  List<String> dataFiles(String namespace, String table);

  /**
   * The data files of the current snapshot, and the positions of their rows that are deleted, for
   * an engine that reads files but has no catalog. A file without deleted rows has an empty list.
   *
   * @throws IllegalStateException if rows are deleted by their values, so that the positions alone
   *     do not say which
   */
  Map<String, List<Long>> deletedPositions(String namespace, String table);

  /** The columns and their Iceberg types, for example {@code decimal(38, 2)}. */
  Map<String, String> columns(String namespace, String table);

  /** The properties of a table. */
  Map<String, String> properties(String namespace, String table);

  /** The table's directory. */
  String location(String namespace, String table);

  /** The file that describes the current state: other engines open it without a catalog. */
  String metadataFile(String namespace, String table);

  @Override
  void close();
}
