/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.List;
import java.util.Optional;

/** What {@code LANDING} means for the tables that are captured. Pure. */
final class LandingRules {
  private LandingRules() {}

  /** A mirror finds the row that an update or a delete changes by its key. */
  static Optional<Finding> withoutKey(List<RunPlan.Table> tables) {
    List<String> names =
        tables.stream().filter(table -> table.key().isEmpty()).map(RunPlan.Table::name).toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            true,
            LakeVariables.LANDING,
            "A mirror needs a key, and these tables have none: "
                + Names.some(names)
                + ". Give them a primary key, or name columns in source.message.key.columns. Or"
                + " leave them out of TABLE_INCLUDE_LIST or of the publication. Or set "
                + LakeVariables.LANDING
                + "=changelog",
            ""));
  }

  /** The line that says which Iceberg tables there will be. */
  static String line(RunConfig config) {
    String mirror = "a mirror, in the namespace \"" + config.namespace() + "\"";
    String log = "a change log, in the namespace \"" + config.logNamespace() + "\"";
    return switch (config.landing()) {
      case CHANGELOG -> "Each table gets " + log + ".";
      case MIRROR -> "Each table gets " + mirror + ".";
      case BOTH -> "Each table gets " + mirror + ", and " + log + ".";
    };
  }
}
