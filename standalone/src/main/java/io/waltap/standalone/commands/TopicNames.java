/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.schema.TopicNaming;
import java.util.Map;
import java.util.function.Function;

/**
 * The topics to which the source sends the changes of tables. It uses the connector's own rules, so
 * it is loaded together with the connector.
 */
public final class TopicNames implements Function<Map<String, String>, TableTopics> {
  @Override
  public TableTopics apply(Map<String, String> properties) {
    TopicNaming naming = TopicNaming.of(new ConnectorConfig(properties).topics());
    return table -> {
      int dot = table.indexOf('.');
      return naming.table(table.substring(0, dot), table.substring(dot + 1));
    };
  }
}
