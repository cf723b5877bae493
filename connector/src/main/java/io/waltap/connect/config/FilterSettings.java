/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import io.waltap.connect.pgoutput.TableId;
import java.util.Set;

/**
 * What is captured.
 *
 * @param skippedOperations operations that become no records
 * @param skipUnchanged whether an update that changes no captured column is skipped
 */
public record FilterSettings(
    TableSelection tables,
    ColumnSelection columns,
    Set<Operation> skippedOperations,
    boolean skipUnchanged,
    IncludeExclude messagePrefixes) {
  public FilterSettings {
    skippedOperations = Set.copyOf(skippedOperations);
  }

  static FilterSettings of(Values values) {
    return new FilterSettings(
        new TableSelection(
            new IncludeExclude(
                values.patterns(FilterKeys.SCHEMA_INCLUDE_LIST),
                values.patterns(FilterKeys.SCHEMA_EXCLUDE_LIST)),
            new IncludeExclude(
                values.patterns(FilterKeys.TABLE_INCLUDE_LIST, 2),
                values.patterns(FilterKeys.TABLE_EXCLUDE_LIST, 2))),
        new ColumnSelection(
            new IncludeExclude(
                values.patterns(FilterKeys.COLUMN_INCLUDE_LIST, 3),
                values.patterns(FilterKeys.COLUMN_EXCLUDE_LIST, 3))),
        Operation.parseAll(
            FilterKeys.SKIPPED_OPERATIONS, values.text(FilterKeys.SKIPPED_OPERATIONS)),
        values.flag(FilterKeys.SKIP_MESSAGES_WITHOUT_CHANGE),
        new IncludeExclude(
            values.patterns(FilterKeys.MESSAGE_PREFIX_INCLUDE_LIST),
            values.patterns(FilterKeys.MESSAGE_PREFIX_EXCLUDE_LIST)));
  }

  /** Whether the include and exclude lists let a table be captured. */
  public boolean includes(TableId table) {
    return tables.includes(table.schema(), table.name());
  }

  /** Whether logical decoding messages with a prefix are captured. */
  public boolean includesMessagePrefix(String prefix) {
    return messagePrefixes.admits(prefix);
  }
}
