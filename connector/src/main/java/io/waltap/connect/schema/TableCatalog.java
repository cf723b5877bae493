/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.types.TypeLookup;

/**
 * The only place where the stream asks the database. The stream asks once per Relation message,
 * never per row.
 */
public interface TableCatalog extends TypeLookup {

  /**
   * What the catalog knows about the table <em>now</em>. The catalog may be ahead of the stream.
   *
   * @return the facts, or null if the table does not exist any more
   */
  TableFacts findTable(int relationOid);
}
