/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigException;

/**
 * What a text has to look like. A missing value passes everywhere: whether a key is required is its
 * default's matter.
 */
final class Validators {

  /** NAMEDATALEN - 1. */
  private static final int MAX_IDENTIFIER_BYTES = 63;

  static final int MAX_SLOT_NAME = 63;

  private static final Pattern SLOT_NAME = Pattern.compile("[a-z0-9_]{1,63}");
  private static final Pattern TOPIC_PART = Pattern.compile("[A-Za-z0-9._-]+");

  /**
   * Whatever could end the host in a JDBC URL is left out, so that no host can carry driver
   * parameters.
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
                  "must be a host name or address, or several separated by commas; \""
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
                key,
                value,
                "a replication slot's name has 1 to 63 lower-case letters, digits and underscores");
          }
        },
        () -> "[a-z0-9_]{1,63}");
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

  /** A piece of a topic's name. */
  static ConfigDef.Validator topicPart() {
    return LambdaValidator.with(
        (key, value) -> {
          if (value != null && !TOPIC_PART.matcher(value.toString()).matches()) {
            throw new ConfigException(
                key,
                value,
                "becomes part of topic names, so only A-Z, a-z, 0-9, dot, underscore and hyphen"
                    + " are allowed, and at least one of them is needed");
          }
        },
        () -> "[A-Za-z0-9._-]+");
  }
}
