/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.commands.RunProblem.Area;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;

/**
 * All variables that {@code run} and {@code preflight} read: those of the definition, and one for
 * each property of the catalog.
 */
final class Variables {
  private static final Map<String, Area> AREAS =
      Map.of(
          SourceVariables.CONNECTION, Area.SOURCE,
          SourceVariables.CAPTURE, Area.SOURCE,
          LakeVariables.CATALOG, Area.LAKE,
          LakeVariables.TABLES, Area.LAKE,
          ProcessVariables.PROCESS, Area.PROCESS);

  private static final ConfigDef DEFINITION = new ConfigDef();

  static {
    SourceVariables.define(DEFINITION);
    LakeVariables.define(DEFINITION);
    ProcessVariables.define(DEFINITION);
  }

  private Variables() {}

  /** Types, defaults, rules and documentation, group by group. */
  static ConfigDef definition() {
    return DEFINITION;
  }

  /** The names in the definition, in the order of the page. */
  static Set<String> names() {
    return DEFINITION.configKeys().keySet();
  }

  static boolean isKnown(String name) {
    return names().contains(name) || LakeVariables.isCatalog(name);
  }

  /** Whether the value may be a secret, so that no blank of it is left out. */
  static boolean mayBeSecret(String name) {
    return name.equals(SourceVariables.PASSWORD)
        || LakeVariables.isCatalog(name) && !LakeVariables.isCatalogFile(name);
  }

  /** What does not work if the variable is wrong. */
  static Area area(String name) {
    ConfigDef.ConfigKey key = DEFINITION.configKeys().get(name);
    return key == null ? Area.LAKE : AREAS.get(key.group);
  }

  /** The first sentence of the documentation, without its end. */
  static String summary(String name) {
    String documentation = DEFINITION.configKeys().get(name).documentation;
    int end = documentation.indexOf(". ");
    return end < 0
        ? documentation.substring(0, documentation.length() - 1)
        : documentation.substring(0, end);
  }
}
