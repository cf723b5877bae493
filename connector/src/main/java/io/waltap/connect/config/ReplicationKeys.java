/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The properties of slot, publication and lanes. */
final class ReplicationKeys {

  static final String GROUP = "Replication";

  static final String SLOT_NAME = "slot.name";
  static final String SLOT_FAILOVER = "slot.failover";
  static final String SLOT_STREAM_PARAMS = "slot.stream.params";
  static final String PUBLICATION_NAME = "publication.name";
  static final String PUBLICATION_AUTOCREATE_MODE = "publication.autocreate.mode";
  static final String TABLES_WITHOUT_IDENTITY = "publication.tables.without.identity";
  static final String PUBLISH_VIA_PARTITION_ROOT = "publish.via.partition.root";
  static final String STATUS_UPDATE_INTERVAL = "status.update.interval.ms";
  static final String SLOT_CONFIRM_ON_REQUEST = "slot.confirm.on.request";
  static final String SLOT_DROP_ON_RESET = "slot.drop.on.reset";
  static final String LANE_ASSIGNMENTS = "lane.assignments";
  static final String LANE_PUBLICATIONS = "lane.publications";
  static final String TABLE_DISCOVERY_INTERVAL = "table.discovery.interval.ms";
  static final String TABLE_FAILURE_MODE = "table.failure.mode";
  static final String TABLE_HOLD_MAX_BYTES = "table.hold.max.bytes";
  static final String START_POSITION = "start.position";
  static final String ACCEPT_SYSTEM_ID = "accept.system.id";

  static final EnumOption<PublicationAutocreateMode> AUTOCREATE_MODES =
      EnumOption.of(PublicationAutocreateMode.class);

  static final EnumOption<TableFailureMode> FAILURE_MODES = EnumOption.of(TableFailureMode.class);
  static final EnumOption<TablesWithoutIdentity> WITHOUT_IDENTITY =
      EnumOption.of(TablesWithoutIdentity.class);

  private ReplicationKeys() {}

  static void define(ConfigDef definition) {
    KeyGroup group = new KeyGroup(definition, GROUP);
    group.text(
        SLOT_NAME,
        "debezium",
        Validators.slotName(),
        Importance.MEDIUM,
        "Slot",
        "Name of the logical replication slot. If there is no such slot, the connector creates it"
            + " with the plugin pgoutput. If Debezium has used the slot, the connector continues"
            + " where it is. If another connection reads the slot, the task tries again"
            + " (errors.max.retries). If the server has invalidated the slot, the task fails, or"
            + " with snapshot.mode=when_needed or always reads the tables again.");
    group.flag(
        SLOT_FAILOVER,
        false,
        Importance.MEDIUM,
        "Failover slot",
        "Whether the connector creates slots with FAILOVER, so that standbys can keep copies of"
            + " them and the connector can continue after a failover. It needs PostgreSQL 17. On an"
            + " older server the slot is created without it, and the validation logs a warning. An"
            + " existing slot is not changed.");
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
        "More options for the plugin pgoutput, as name=value pairs separated by semicolons, for"
            + " example origin=none. If the server does not know an option, the task fails. The"
            + " connector itself sets proto_version, publication_names, binary and messages; leave"
            + " them out.");
    group.text(
        PUBLICATION_NAME,
        "dbz_publication",
        Validators.identifier(),
        Importance.MEDIUM,
        "Publication",
        "Name of the publication whose tables are captured, without quotes. The lists of schemas"
            + " and tables can leave out some of its tables.");
    group.choice(
        PUBLICATION_AUTOCREATE_MODE,
        "all_tables",
        AUTOCREATE_MODES,
        Importance.MEDIUM,
        "Publication creation",
        "What the connector does about the publication at its start. all_tables: if there is none,"
            + " it creates one FOR ALL TABLES, which only a superuser may do. filtered: if there is"
            + " none, it creates one of exactly the included tables, and marks it by a comment. A"
            + " publication with the mark of this connector and slot is altered when the included"
            + " tables change. Any other publication is read as it is, and one with the mark of"
            + " another connector or slot is refused. This needs a role that owns the tables, and"
            + " CREATE on the database to create it. no_tables: if there is none, it creates an"
            + " empty one, which needs CREATE on the database. disabled: it creates and alters"
            + " nothing; if there is no publication, the validation reports it, and the task fails."
            + " A publication FOR ALL TABLES is never altered.");
    group.choice(
        TABLES_WITHOUT_IDENTITY,
        "leave_out",
        WITHOUT_IDENTITY,
        Importance.MEDIUM,
        "Tables without identity",
        "What the connector does about tables without a usable replica identity: those without a"
            + " primary key, with REPLICA IDENTITY NOTHING, or whose identity has a virtual"
            + " generated column. Once such a table is published, PostgreSQL refuses the"
            + " application's UPDATE and DELETE on it. leave_out: publication.autocreate.mode"
            + "=filtered leaves these tables out, and the log names them with the SQL that helps; a"
            + " table that is in the publication already stays. all_tables creates no publication"
            + " while the database has such a table; the validation reports it. publish: these"
            + " tables are published as all others. A publication that the connector does not"
            + " create or alter is not changed by this.");
    group.flag(
        PUBLISH_VIA_PARTITION_ROOT,
        false,
        Importance.MEDIUM,
        "Publish via root",
        "Whether changes of partitions appear as changes of their partitioned table, in a"
            + " publication that the connector creates (publish_via_partition_root). An existing"
            + " publication keeps its own setting; if the two differ, the validation logs a"
            + " warning.");
    group.amount(
        STATUS_UPDATE_INTERVAL,
        10_000,
        Range.between(1, Integer.MAX_VALUE),
        Importance.MEDIUM,
        "Status interval",
        "The longest time in milliseconds between two status messages to the server. It must be"
            + " well below the server's wal_sender_timeout, or the server ends the connection. A"
            + " newly confirmed position is sent at once, without waiting for the interval.");
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
        "Pins tables to lanes. With tasks.max above 1, each task runs a lane: a slot (slot.name,"
            + " slot.name_1, ...) and some of the tables. The lane of a table is chosen by a hash"
            + " of the table's name, unless an entry here matches it. An entry is a regular"
            + " expression for schema.table, a colon, and the lane's number from 0. Entries are"
            + " separated by semicolons, and the first that matches counts. A number that is not"
            + " below tasks.max is an error. Changing the property moves tables without loss.");
    group.flag(
        LANE_PUBLICATIONS,
        true,
        Importance.LOW,
        "Lane publications",
        "With several lanes: whether each lane creates a publication of its own tables, named after"
            + " its slot (slot.name_lane, slot.name_1_lane, ...). The server then sends the lane no"
            + " rows of other tables. Three things are needed. The role has CREATE on the database"
            + " and owns the tables. publication.name has no row filters and no column lists, and"
            + " publishes all operations. table.discovery.interval.ms is above 0. If one of them is"
            + " missing, the lane reads publication.name and drops what belongs to other lanes. A"
            + " lane with its own publication may capture a table until the next check after the"
            + " table has left publication.name.");
    group.amount(
        TABLE_DISCOVERY_INTERVAL,
        30_000,
        Range.atLeast(0),
        Importance.LOW,
        "Table discovery interval",
        "Milliseconds between two checks of the publication for tables that were added or removed."
            + " A new table is read as snapshot.mode says, while the others stream, and then"
            + " streams with them. In a publication FOR ALL TABLES it is not read if all its rows"
            + " are in the stream: if nothing has altered or renamed it since it was created. 0: no"
            + " checks; a new table is noticed when one of its changes is in the stream.");
    group.choice(
        TABLE_FAILURE_MODE,
        "set_aside",
        FAILURE_MODES,
        Importance.LOW,
        "Table failure mode",
        "What happens when the rows of one table cannot be read, or one of its changes cannot"
            + " become a record: the role may not read the table, it is locked, a value cannot be"
            + " decoded. set_aside: the table waits, and is tried again with a growing pause, up to"
            + " table.discovery.interval.ms or reconnect.backoff.max.ms, whichever is longer. All"
            + " other tables go on. The log and the JMX attribute TablesNotStreaming name the table,"
            + " the reason and the remedy. fail: the task fails.");
    group.amount(
        TABLE_HOLD_MAX_BYTES,
        4L << 30,
        Range.atLeast(0),
        Importance.LOW,
        "Table hold",
        "How many bytes of WAL the slot keeps for a table that waits, so that no change of the table"
            + " is lost. If more has been written, the slot goes on without the table. Once the"
            + " table can be read, its rows are read again; rows that were deleted meanwhile get no"
            + " delete, and the log says so. 0: the slot is not held for a table that waits.");
    group.text(
        START_POSITION,
        null,
        StartPosition.validator(),
        Importance.LOW,
        "Start position",
        "Where a connector without stored positions starts in the WAL. It needs"
            + " snapshot.mode=no_data. earliest, the default: where the slot is. latest: at the"
            + " end of the WAL at the time of the start. An LSN: with the first transaction that"
            + " commits at or after it. The words head and tail are refused, because people read"
            + " them in two ways. The task fails if the slot is already beyond the LSN, or if the"
            + " LSN is ahead of the server.");
    group.text(
        ACCEPT_SYSTEM_ID,
        null,
        Validators.systemId(),
        Importance.LOW,
        "Accepted system identifier",
        "The system identifier of the cluster to which pg_upgrade has brought the database with its"
            + " slot. Stored positions belong to the old cluster, so the task fails and names the"
            + " new identifier. With this identifier here, the positions of the slot and of all"
            + " tables become the slot's confirmed position, and nothing is read again. Use it only"
            + " if everything was delivered before the upgrade. It counts for this identifier"
            + " alone, and only if the slot exists, so it may stay. Unset, the default: no other"
            + " cluster is accepted.");
    group.flag(
        SLOT_CONFIRM_ON_REQUEST,
        false,
        Importance.LOW,
        "Confirm on request",
        "Whether the slot is confirmed only up to the position that was set as the attribute"
            + " ConfirmUpTo of the lane's MBean, for a process that knows when records have reached"
            + " their destination behind Kafka. What Connect has not stored is not confirmed in any"
            + " case. The attribute is empty when a task starts, and nothing is confirmed then, so"
            + " the server keeps the WAL. Changes that are sent again after a restart are"
            + " recognized by their stored positions. ./waltap run sets it.");
    group.flag(
        SLOT_DROP_ON_RESET,
        false,
        Importance.LOW,
        "Drop slot on reset",
        "Whether DELETE /connectors/{name}/offsets also drops the slot, and the publication if this"
            + " connector created it. Slots of further lanes, and the lanes' own publications, are"
            + " dropped in any case.");
  }
}
