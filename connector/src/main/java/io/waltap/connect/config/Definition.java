/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;

/** All keys of the connector, group by group. */
final class Definition {
  private Definition() {}

  static ConfigDef make() {
    ConfigDef definition = new ConfigDef();
    ConnectionKeys.define(definition);
    ReplicationKeys.define(definition);
    SnapshotKeys.define(definition);
    FilterKeys.define(definition);
    EventKeys.define(definition);
    TypeKeys.define(definition);
    TopicKeys.define(definition);
    AdvancedKeys.define(definition);
    RefusedProperties.define(definition);
    return definition;
  }
}
