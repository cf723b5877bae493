/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The slot and the publication. */
final class ReplicationKeys {

  static final String GROUP = "Replication";

  static final String SLOT_NAME = "slot.name";
  static final String SLOT_FAILOVER = "slot.failover";
  static final String SLOT_STREAM_PARAMS = "slot.stream.params";
  static final String PUBLICATION_NAME = "publication.name";
  static final String PUBLICATION_AUTOCREATE_MODE = "publication.autocreate.mode";
  static final String PUBLISH_VIA_PARTITION_ROOT = "publish.via.partition.root";
  static final String STATUS_UPDATE_INTERVAL = "status.update.interval.ms";
  static final String SLOT_DROP_ON_RESET = "slot.drop.on.reset";
  static final String LANE_ASSIGNMENTS = "lane.assignments";
  static final String LANE_PUBLICATIONS = "lane.publications";
  static final String TABLE_DISCOVERY_INTERVAL = "table.discovery.interval.ms";
  static final String START_POSITION = "start.position";

  static final EnumOption<PublicationAutocreateMode> AUTOCREATE_MODES =
      EnumOption.of(PublicationAutocreateMode.class);

  private ReplicationKeys() {}

  static void define(ConfigDef definition) {
    KeyGroup group = new KeyGroup(definition, GROUP);
    group.text(
        SLOT_NAME,
        "debezium",
        Validators.slotName(),
        Importance.MEDIUM,
        "Slot",
        "Name of the logical replication slot. It is created (pgoutput) if it does not exist; one"
            + " that Debezium left is carried on. A slot that another connection holds is waited"
            + " for; one that the server has invalidated fails the task.");
    group.flag(
        SLOT_FAILOVER,
        false,
        Importance.MEDIUM,
        "Failover slot",
        "Whether the slot is created so that standbys keep a copy of it (PostgreSQL 17 and later),"
            + " which lets the connector carry on after a failover. Older servers refuse it at"
            + " validation.");
    group.text(
        SLOT_STREAM_PARAMS,
        null,
        LambdaValidator.with(
            (key, value) -> {
              if (value != null) {
                SemicolonLists.pairs(key, value.toString());
              }
            },
            () -> "name=value pairs, separated by semicolons"),
        Importance.LOW,
        "Stream parameters",
        "Further options of the pgoutput plugin, name=value pairs separated by semicolons, for"
            + " example origin=none. An option that the server does not know fails the stream.");
    group.text(
        PUBLICATION_NAME,
        "dbz_publication",
        Validators.identifier(),
        Importance.MEDIUM,
        "Publication",
        "Name of the publication whose tables are captured, without quotes.");
    group.choice(
        PUBLICATION_AUTOCREATE_MODE,
        "all_tables",
        AUTOCREATE_MODES,
        Importance.MEDIUM,
        "Publication creation",
        "What to do about the publication at start: all_tables (create one FOR ALL TABLES if there"
            + " is none, which only a superuser may), filtered (create or alter it so that it holds"
            + " the captured tables, which their owner may), no_tables (create an empty one if"
            + " there is none), disabled (never touch it; a missing one is an error).");
    group.flag(
        PUBLISH_VIA_PARTITION_ROOT,
        false,
        Importance.MEDIUM,
        "Publish via root",
        "Whether changes of partitions appear as changes of their root table, in a publication"
            + " that the connector creates. One that exists already keeps its own setting.");
    group.amount(
        STATUS_UPDATE_INTERVAL,
        10_000,
        Range.between(1, Integer.MAX_VALUE),
        Importance.MEDIUM,
        "Status interval",
        "Milliseconds between two reports of the position to the server, which lets it remove old"
            + " WAL. It has to be well below the server's wal_sender_timeout.");
    group.text(
        LANE_ASSIGNMENTS,
        null,
        LambdaValidator.with(
            (key, value) -> {
              if (value != null) {
                LaneAssignments.check(value.toString(), SlotNames.MOST_LANES);
              }
            },
            () -> "schema.table:lane, separated by semicolons"),
        Importance.LOW,
        "Lane assignments",
        "With tasks.max above 1 each task has a lane: a slot of its own (slot.name, slot.name_1,"
            + " ...) that carries some of the tables. Tables are spread by their names; this pins"
            + " some to a lane: regular expressions for schema.table, each with a colon and the"
            + " lane's number from 0, separated by semicolons; the first that matches counts. A"
            + " lane that tasks.max does not make is an error. Changing it moves tables without"
            + " loss.");
    group.flag(
        LANE_PUBLICATIONS,
        true,
        Importance.LOW,
        "Lane publications",
        "With several lanes: whether each lane makes a publication of its own tables alone"
            + " (<slot>_lane), so that the server does not send it the rows of all others. It takes"
            + " a role that may create publications of these tables, a publication.name without row"
            + " filters, column lists or left-out operations, and a table.discovery.interval.ms"
            + " above 0; where one is missing, the lane reads publication.name and drops what is"
            + " not its own. A table that leaves publication.name may then be captured until the"
            + " next look at it.");
    group.amount(
        TABLE_DISCOVERY_INTERVAL,
        30_000,
        Range.atLeast(0),
        Importance.LOW,
        "Table discovery interval",
        "Milliseconds between two looks at the publication for tables that came or went. A new one"
            + " is read as snapshot.mode says, while the others stream on, and then streams with"
            + " them. 0: only when a change of such a table comes by.");
    group.text(
        START_POSITION,
        null,
        StartPosition.validator(),
        Importance.LOW,
        "Start position",
        "Where a connector without stored positions begins in the log, with snapshot.mode=no_data:"
            + " tail (what the slot still has; the default), head (the end of the log at that"
            + " moment), or an LSN, whose transaction is the first that is delivered. One that the"
            + " slot has released already, or that lies ahead of the server, fails the task.");
    group.flag(
        SLOT_DROP_ON_RESET,
        false,
        Importance.LOW,
        "Drop slot on reset",
        "Whether DELETE /connectors/{name}/offsets also drops the slot, and the publication if this"
            + " connector made it. The further slots of a connector with several lanes are dropped"
            + " in any case.");
  }
}
