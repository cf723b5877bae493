/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.lake;

import io.waltap.change.TableRoutes;
import io.waltap.mirror.commit.MirrorState;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Knows mirror tables by their state, and by the names that the mirror sink gives them. */
final class MirrorNames {
  private static final String PREFIX = "mirror.";

  private final AbstractConfig config;

  /**
   * @param mirror the configuration of the mirror sink
   */
  MirrorNames(Map<String, String> mirror) {
    this.config =
        new AbstractConfig(TableRoutes.define(new ConfigDef(), PREFIX), Map.copyOf(mirror), false);
  }

  /** The table as a mirror; empty if it is none. */
  Optional<MirrorTable> mirror(TableIdentifier name, Table table) {
    return MirrorState.of(table)
        .filter(state -> route(state.topic()).equals(name.toString()))
        .map(
            state -> new MirrorTable(name.toString(), state.topic(), state.commit(), state.next()));
  }

  /** Routes remember their topics, and refuse a second one for a table. */
  private String route(String topic) {
    return TableRoutes.of(config, PREFIX).route(topic);
  }
}
