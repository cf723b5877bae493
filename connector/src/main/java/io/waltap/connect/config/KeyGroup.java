/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Defines the keys of one group. Their order in the group is the order of the calls. */
final class KeyGroup {

  private final ConfigDef definition;
  private final String name;
  private int order;

  KeyGroup(ConfigDef definition, String name) {
    this.definition = definition;
    this.name = name;
  }

  /** Defines a text without a default. */
  void required(String key, Validator validator, String displayName, String doc) {
    define(
        key,
        ConfigDef.Type.STRING,
        ConfigDef.NO_DEFAULT_VALUE,
        validator,
        Importance.HIGH,
        Width.MEDIUM,
        displayName,
        doc,
        null);
  }

  /** Defines a text. If the default is null, the validator must accept null. */
  void text(
      String key,
      String defaultValue,
      Validator validator,
      Importance importance,
      String displayName,
      String doc) {
    define(
        key,
        ConfigDef.Type.STRING,
        defaultValue,
        validator,
        importance,
        Width.MEDIUM,
        displayName,
        doc,
        null);
  }

  /** Defines a comma-separated list of regular expressions, unset by default. */
  void patterns(String key, Importance importance, String displayName, String doc) {
    define(
        key,
        ConfigDef.Type.STRING,
        null,
        NamePatterns.validator(),
        importance,
        Width.LONG,
        displayName,
        doc,
        null);
  }

  void secret(String key, Importance importance, String displayName, String doc) {
    define(
        key, ConfigDef.Type.PASSWORD, null, null, importance, Width.MEDIUM, displayName, doc, null);
  }

  void flag(
      String key, boolean defaultValue, Importance importance, String displayName, String doc) {
    define(
        key,
        ConfigDef.Type.BOOLEAN,
        defaultValue,
        null,
        importance,
        Width.SHORT,
        displayName,
        doc,
        null);
  }

  void count(
      String key,
      int defaultValue,
      Range range,
      Importance importance,
      String displayName,
      String doc) {
    define(
        key,
        ConfigDef.Type.INT,
        defaultValue,
        range,
        importance,
        Width.SHORT,
        displayName,
        doc,
        null);
  }

  /** Defines a number of milliseconds or bytes. */
  void amount(
      String key,
      long defaultValue,
      Range range,
      Importance importance,
      String displayName,
      String doc) {
    define(
        key,
        ConfigDef.Type.LONG,
        defaultValue,
        range,
        importance,
        Width.SHORT,
        displayName,
        doc,
        null);
  }

  void choice(
      String key,
      String defaultValue,
      EnumOption<?> choice,
      Importance importance,
      String displayName,
      String doc) {
    define(
        key,
        ConfigDef.Type.STRING,
        defaultValue,
        choice,
        importance,
        Width.SHORT,
        displayName,
        doc,
        choice);
  }

  private void define(
      String key,
      ConfigDef.Type type,
      Object defaultValue,
      Validator validator,
      Importance importance,
      Width width,
      String displayName,
      String doc,
      ConfigDef.Recommender recommender) {
    order++;
    definition.define(
        key,
        type,
        defaultValue,
        validator,
        importance,
        doc,
        name,
        order,
        width,
        displayName,
        List.of(),
        recommender);
  }
}
