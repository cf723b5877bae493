/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;

/**
 * Kafka's provider of files in a directory, for the secrets of containers. It leaves out blanks and
 * line ends at the end of a file, as the connector does with its password file: editors and {@code
 * echo} write one, and no catalog takes a token with a line end.
 */
public final class SecretFiles extends DirectoryConfigProvider {
  @Override
  public ConfigData get(String path) {
    return stripped(super.get(path));
  }

  @Override
  public ConfigData get(String path, Set<String> keys) {
    return stripped(super.get(path, keys));
  }

  private static ConfigData stripped(ConfigData read) {
    Map<String, String> values = new HashMap<>(read.data());
    values.replaceAll((file, value) -> value.stripTrailing());
    return new ConfigData(values);
  }
}
