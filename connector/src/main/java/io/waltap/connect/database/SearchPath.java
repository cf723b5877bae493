/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The search path of an ordinary session. Our own statements find names in {@code pg_catalog}
 * alone, whatever others have put into the schemas of the role's path. Statements of the user run
 * with the role's path.
 */
public final class SearchPath {
  private static final String CATALOG = "SET search_path = pg_catalog";

  private SearchPath() {}

  /** Keeps the path that the session has now as the role's own, and changes to the catalog's. */
  static void begin(Connection session) throws SQLException {
    Sql.execute(
        session,
        "SELECT pg_catalog.set_config('waltap.search_path',"
            + " pg_catalog.current_setting('search_path'), false); "
            + CATALOG);
  }

  /** From here on, names mean what they mean to the role. */
  public static void useOwn(Connection session) throws SQLException {
    Sql.execute(
        session,
        "SELECT pg_catalog.set_config('search_path',"
            + " pg_catalog.current_setting('waltap.search_path'), false)");
  }

  /** From here on, names that are not qualified are those of {@code pg_catalog}. */
  public static void useCatalog(Connection session) throws SQLException {
    Sql.execute(session, CATALOG);
  }
}
