/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Defines the variables of one group. Their order on the page is the order of the calls. */
final class VariableGroup {
  private final ConfigDef definition;
  private final String group;
  private int order;

  VariableGroup(ConfigDef definition, String group) {
    this.definition = definition;
    this.group = group;
  }

  /** Defines a text that has to be given, here or as a property of the connector. */
  void required(String name, Rule rule, String documentation) {
    define(name, Type.STRING, ConfigDef.NO_DEFAULT_VALUE, rule, Importance.HIGH, documentation);
  }

  /**
   * Defines a text.
   *
   * @param fallback null if there is none, or if it depends on other variables
   */
  void text(String name, String fallback, Rule rule, Importance importance, String documentation) {
    define(name, Type.STRING, fallback, rule, importance, documentation);
  }

  void secret(String name, String documentation) {
    define(name, Type.PASSWORD, null, Rule.anyText(), Importance.HIGH, documentation);
  }

  void number(String name, int fallback, Rule rule, Importance importance, String documentation) {
    define(name, Type.INT, fallback, rule, importance, documentation);
  }

  /** Defines a number whose default depends on other variables. */
  void numberByOthers(String name, Rule rule, Importance importance, String documentation) {
    define(name, Type.INT, null, rule, importance, documentation);
  }

  private void define(
      String name,
      Type type,
      Object fallback,
      Rule rule,
      Importance importance,
      String documentation) {
    order++;
    definition.define(
        name, type, fallback, rule, importance, documentation, group, order, Width.MEDIUM, name);
  }
}
