/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.pgoutput.TableId;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class TaskConfigTest {
  private static final TableId ORDERS = new TableId("public", "orders");
  private static final TableId ITEMS = new TableId("public", "items");
  private static final TableId SECRETS = new TableId("public", "secrets");

  /** Lane 1 of two carries the orders, lane 0 the items. */
  private static final LaneLayout LAYOUT = LaneLayout.of(2, "public\\.orders:1;public\\.items:0");

  private static final Lane LANE = new Lane(1, LAYOUT, 3, "shop");

  @Test
  void aTaskWithoutALaneRunsTheOnlyOne() {
    TaskConfig task = TaskConfig.of(connector());

    assertThat(task.lane()).isEqualTo(Lane.single("shop"));
    assertThat(task.slot()).isEqualTo("shop");
    assertThat(task.baseSlot()).isEqualTo("shop");
  }

  @Test
  void theOnlyLaneCapturesAllTablesThatTheListsInclude() {
    TaskConfig task = TaskConfig.of(connector());

    assertThat(task.captures(ORDERS)).isTrue();
    assertThat(task.captures(ITEMS)).isTrue();
    assertThat(task.captures(SECRETS)).isFalse();
  }

  @Test
  void aLaneReturnsFromItsPropertiesAsItWas() {
    TaskConfig task = TaskConfig.of(LANE.properties(connector()));

    assertThat(task.lane()).isEqualTo(LANE);
  }

  @Test
  void aLaneHasASlotOfItsOwnNamedAfterTheBaseSlot() {
    TaskConfig task = TaskConfig.of(LANE.properties(connector()));

    assertThat(task.slot()).isEqualTo("shop_1");
    assertThat(task.baseSlot()).isEqualTo("shop");
  }

  @Test
  void theFirstLanesSlotIsTheBaseSlot() {
    TaskConfig task = TaskConfig.of(new Lane(0, LAYOUT, 3, "shop").properties(connector()));

    assertThat(task.slot()).isEqualTo("shop");
    assertThat(task.baseSlot()).isEqualTo("shop");
  }

  @Test
  void aLaneCapturesItsTablesAmongThoseThatTheListsInclude() {
    TaskConfig task = TaskConfig.of(LANE.properties(connector()));

    assertThat(task.captures(ORDERS)).isTrue();
    assertThat(task.captures(ITEMS)).as("another lane's").isFalse();
  }

  @Test
  void aTableThatTheListsExcludeIsCapturedByNoLane() {
    for (int lane = 0; lane < LAYOUT.lanes(); lane++) {
      TaskConfig task = TaskConfig.of(new Lane(lane, LAYOUT, 3, "shop").properties(connector()));

      assertThat(task.captures(SECRETS)).isFalse();
    }
  }

  @Test
  void theConnectorsPropertiesAreTheTasksToo() {
    Map<String, String> connector = connector();
    Map<String, String> task = LANE.properties(connector);

    connector.remove("slot.name");
    assertThat(task).containsAllEntriesOf(connector);
    assertThat(TaskConfig.of(task).topicPrefix()).isEqualTo("srv");
    assertThat(TaskConfig.of(task).publication()).isEqualTo("shop_tables");
  }

  // Connect stores a task's properties, so a later version reads what an earlier one wrote: the
  // slot's name is the lane's there.
  @Test
  void propertiesThatVersion010StoredAreRead() {
    Map<String, String> stored = connector();
    stored.put("slot.name", "shop_1");
    stored.put("waltap.lane.index", "1");
    stored.put("waltap.lane.layout", "2;public\\.orders:1;public\\.items:0");
    stored.put("waltap.lane.epoch", "3");
    stored.put("waltap.lane.base.slot", "shop");
    TaskConfig task = TaskConfig.of(stored);

    assertThat(task.lane()).isEqualTo(LANE);
    assertThat(task.slot()).isEqualTo("shop_1");
    assertThat(task.baseSlot()).isEqualTo("shop");
    assertThat(LANE.properties(connector())).as("and written so").isEqualTo(stored);
  }

  @Test
  void wrongPropertiesAreRefused() {
    Map<String, String> properties = connector();
    properties.remove("topic.prefix");

    assertThatThrownBy(() -> TaskConfig.of(properties)).isInstanceOf(ConfigException.class);
  }

  /** The properties of a connector that leaves one table out. */
  private static Map<String, String> connector() {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "shop");
    properties.put("topic.prefix", "srv");
    properties.put("slot.name", "shop");
    properties.put("publication.name", "shop_tables");
    properties.put("table.exclude.list", "public\\.secrets");
    properties.put("database.hostname", "localhost");
    properties.put("database.user", "test");
    properties.put("database.dbname", "test");
    return properties;
  }
}
