/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.types.TypeLookup;

/**
 * The one place where the stream asks the database. It is asked once per Relation message, never
 * per row.
 */
public interface TableCatalog extends TypeLookup {

  /**
   * What the catalog knows of the table <em>now</em>, which may be later than the place of the
   * stream.
   *
   * @return the facts, or null if the table is gone
   */
  TableFacts findTable(int relationOid);
}
