/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigException;

/**
 * The forms that texts must have. All validators accept a missing value, because the definition of
 * a key says whether it is required.
 */
final class Validators {

  /** NAMEDATALEN - 1. */
  private static final int MAX_IDENTIFIER_BYTES = 63;

  static final int MAX_SLOT_NAME = 63;

  private static final Pattern SLOT_NAME = Pattern.compile("[a-z0-9_]{1,63}");
  private static final Pattern SYSTEM_ID = Pattern.compile("[0-9]{1,20}");
  private static final Pattern TOPIC_PART = Pattern.compile("[A-Za-z0-9._-]+");

  /**
   * No character that could end the host in a JDBC URL is allowed, so that no host can add
   * parameters for the driver.
   */
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._%:\\[\\]-]+");

  private Validators() {}

  static ConfigDef.Validator nonBlank() {
    return LambdaValidator.with(
        (key, value) -> {
          if (value != null && value.toString().isBlank()) {
            throw new ConfigException(key, value, "must not be blank");
          }
        },
        () -> "not blank");
  }

  static ConfigDef.Validator hosts() {
    return LambdaValidator.with(
        (key, value) -> {
          if (value == null) {
            return;
          }
          for (String host : value.toString().split(",", -1)) {
            if (!HOST.matcher(host.trim()).matches()) {
              throw new ConfigException(
                  key,
                  value,
                  "must be host names or addresses, separated by commas; \""
                      + host.trim()
                      + "\" is neither");
            }
          }
        },
        () -> "host names or addresses, separated by commas");
  }

  static ConfigDef.Validator slotName() {
    return LambdaValidator.with(
        (key, value) -> {
          if (value != null && !SLOT_NAME.matcher(value.toString()).matches()) {
            throw new ConfigException(
                key, value, "must be 1 to 63 lower-case letters, digits and underscores");
          }
        },
        () -> "[a-z0-9_]{1,63}");
  }

  static ConfigDef.Validator systemId() {
    return LambdaValidator.with(
        (key, value) -> {
          if (value != null && !SYSTEM_ID.matcher(value.toString()).matches()) {
            throw new ConfigException(
                key, value, "must be a system identifier as pg_control_system() has it: a number");
          }
        },
        () -> "a system identifier, a number");
  }

  static ConfigDef.Validator identifier() {
    return LambdaValidator.with(
        (key, value) -> {
          if (value == null) {
            return;
          }
          int bytes = value.toString().getBytes(StandardCharsets.UTF_8).length;
          if (value.toString().isBlank() || bytes > MAX_IDENTIFIER_BYTES) {
            throw new ConfigException(
                key, value, "must be a PostgreSQL identifier of 1 to 63 bytes, without quotes");
          }
        },
        () -> "a PostgreSQL identifier, 1 to 63 bytes");
  }

  static ConfigDef.Validator charset() {
    return LambdaValidator.with(
        (key, value) -> {
          if (value != null) {
            charset(key, value.toString());
          }
        },
        () -> "a character set of Java");
  }

  /** The character set of this name. */
  static Charset charset(String key, String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          key, name, "is no character set of this worker's Java; one is windows-1252");
    }
  }

  /** A part of the name of a topic. */
  static ConfigDef.Validator topicPart() {
    return LambdaValidator.with(
        (key, value) -> {
          if (value != null && !TOPIC_PART.matcher(value.toString()).matches()) {
            throw new ConfigException(
                key,
                value,
                "is part of the names of topics: it must have at least one character, and only A-Z,"
                    + " a-z, 0-9, dot, underscore and hyphen");
          }
        },
        () -> "[A-Za-z0-9._-]+");
  }
}
