/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names that a table's columns get in the rows. Engines that read Iceberg compare names without
 * regard to case. So among names that differ in case only, the first column keeps its name, and the
 * others get {@code _2}, {@code _3} and so on. So does a column with a name that another column of
 * the rows has, or that Iceberg reserves. A column whose name nothing else has keeps its name, so
 * that columns that are added later change no other name.
 */
public final class ColumnNames {
  /** Iceberg's metadata columns. Spark cannot read a table that has a column with such a name. */
  private static final Set<String> RESERVED =
      Set.of(
          "_file",
          "_pos",
          "_deleted",
          "_spec_id",
          "_partition",
          "_row_id",
          "_last_updated_sequence_number",
          "_change_type",
          "_change_ordinal",
          "_commit_snapshot_id");

  private ColumnNames() {}

  /**
   * @param columns the names in the event, in the order of the columns
   * @param added names of other columns of the rows
   * @param lowerCase whether the names become lower case
   * @return the names in the rows, in the same order
   */
  public static List<String> of(List<String> columns, Collection<String> added, boolean lowerCase) {
    Set<String> taken = new HashSet<>(RESERVED);
    added.forEach(name -> taken.add(folded(name)));
    String[] names = new String[columns.size()];
    for (int i = 0; i < names.length; i++) {
      String name = lowerCase ? folded(columns.get(i)) : columns.get(i);
      if (taken.add(folded(name))) {
        names[i] = name;
      }
    }
    for (int i = 0; i < names.length; i++) {
      if (names[i] == null) {
        names[i] = free(lowerCase ? folded(columns.get(i)) : columns.get(i), taken);
      }
    }
    return List.of(names);
  }

  private static String free(String name, Set<String> taken) {
    int number = 2;
    while (!taken.add(folded(name + "_" + number))) {
      number++;
    }
    return name + "_" + number;
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
