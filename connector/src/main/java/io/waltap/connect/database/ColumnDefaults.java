/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.schema.TableFacts.DefaultValue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes values of the defaults of a table's columns. PostgreSQL itself computes the constants. */
final class ColumnDefaults {

  private static final Logger LOG = LoggerFactory.getLogger(ColumnDefaults.class);

  private static final DefaultValue NONE = new DefaultValue.None();
  private static final DefaultValue FUNCTION = new DefaultValue.Function();

  /**
   * A default in the catalog.
   *
   * @param expression {@code pg_get_expr}; null if there is no default, or one that does not count
   * @param type {@code format_type} of the column, with the modifier. Instead of a domain it is the
   *     base type: the domain's checks are functions of others
   * @param bareType the same without the modifier
   * @param trust what the server would run to compute a value of the type
   * @param text the type has no binary send function
   * @param blankPadded {@code character(n)}, or a domain over it
   */
  record Definition(
      String column,
      String expression,
      String type,
      String bareType,
      Trust trust,
      boolean text,
      boolean blankPadded) {

    /**
     * Whether the server computes the constant without code that a table's owner may have written:
     * checks of domains, functions of casts, comparisons of ranges.
     */
    boolean isTrusted() {
      return switch (trust) {
        case FULL -> DefaultExpression.hasBuiltInTypesOnly(expression);
        // to text it would be cast, and the type's owner may have defined that cast
        case LITERALS -> !text && DefaultExpression.isLiteral(expression, bareType);
        case NONE -> false;
      };
    }

    /** The item of a select list that returns the value in its form of transmission. */
    String value() {
      if (blankPadded) {
        // a schema has the default as it was written, without padding; text has the same bytes
        return "CAST((" + expression + ") AS pg_catalog.text)";
      }
      String typed = "CAST((" + expression + ") AS " + type + ")";
      return text ? "CAST(" + typed + " AS pg_catalog.text)" : typed;
    }
  }

  /** Whose code the server runs to make a value of a type. */
  enum Trust {
    /** Its own: the type is in {@code pg_catalog}. */
    FULL,
    /**
     * Its own or an extension's for a literal, but anybody's for a cast: an enum, a type of an
     * extension, or an array of such.
     */
    LITERALS,
    /** Perhaps anybody's. */
    NONE
  }

  private ColumnDefaults() {}

  /** Reads the value of each definition, in order, and all constants of a table at once. */
  static List<DefaultValue> read(Connection connection, List<Definition> definitions)
      throws SQLException {
    List<Definition> constants = new ArrayList<>();
    for (Definition definition : definitions) {
      if (form(definition) == DefaultExpression.Form.CONSTANT) {
        constants.add(definition);
      }
    }
    List<DefaultValue> values =
        constants.isEmpty() ? new ArrayList<>() : constants(connection, constants);
    List<DefaultValue> defaults = new ArrayList<>();
    int next = 0;
    for (Definition definition : definitions) {
      switch (form(definition)) {
        case CONSTANT -> defaults.add(values.get(next++));
        case FUNCTION -> defaults.add(FUNCTION);
        case OTHER -> defaults.add(NONE);
      }
    }
    return defaults;
  }

  private static DefaultExpression.Form form(Definition definition) {
    if (definition.expression() == null) {
      return DefaultExpression.Form.OTHER;
    }
    DefaultExpression.Form form = DefaultExpression.classify(definition.expression());
    boolean computed = form == DefaultExpression.Form.CONSTANT;
    return computed && !definition.isTrusted() ? DefaultExpression.Form.OTHER : form;
  }

  private static List<DefaultValue> constants(Connection connection, List<Definition> constants)
      throws SQLException {
    try {
      return fetch(connection, constants);
    } catch (SQLException e) {
      if (SqlStates.retriable(e)) {
        throw e;
      }
      LOG.debug("PostgreSQL refused one of the constant defaults; reading them one by one", e);
    }
    List<DefaultValue> values = new ArrayList<>();
    for (Definition constant : constants) {
      values.add(fetchOrNone(connection, constant));
    }
    return values;
  }

  private static DefaultValue fetchOrNone(Connection connection, Definition constant)
      throws SQLException {
    try {
      return fetch(connection, List.of(constant)).get(0);
    } catch (SQLException e) {
      if (SqlStates.retriable(e)) {
        throw e;
      }
      LOG.debug(
          "Column {} has a default that its type refuses; its schema has no default",
          constant.column(),
          e);
      return NONE;
    }
  }

  private static List<DefaultValue> fetch(Connection connection, List<Definition> constants)
      throws SQLException {
    List<String> items = new ArrayList<>();
    for (Definition constant : constants) {
      items.add(constant.value());
    }
    List<byte[]> row = readOnly(connection, "SELECT " + String.join(", ", items));
    List<DefaultValue> values = new ArrayList<>();
    for (int i = 0; i < constants.size(); i++) {
      values.add(new DefaultValue.Constant(row.get(i), constants.get(i).text()));
    }
    return values;
  }

  /** The connection is in autocommit mode, in which the driver begins no transaction for a COPY. */
  private static List<byte[]> readOnly(Connection connection, String query) throws SQLException {
    Sql.execute(connection, "BEGIN TRANSACTION READ ONLY");
    List<byte[]> row;
    try {
      row = BinaryCopy.row(connection, query);
    } catch (SQLException | RuntimeException | Error e) {
      try {
        Sql.execute(connection, "ROLLBACK");
      } catch (SQLException another) {
        e.addSuppressed(another);
      }
      throw e;
    }
    Sql.execute(connection, "ROLLBACK");
    return row;
  }
}
