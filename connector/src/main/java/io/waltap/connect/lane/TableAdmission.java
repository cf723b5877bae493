/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.schema.TopicCollisions.Collision;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordSink;
import io.waltap.connect.stream.SideWork;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tables into the lane, and lets them go. Decides what to do with a table that a check or the
 * stream has found. Has its rows read while the other tables stream, and lets it join them. Runs on
 * the stream's thread.
 */
final class TableAdmission implements Admission, Tables.Newcomers, SideWork {
  private static final Logger LOG = LoggerFactory.getLogger(TableAdmission.class);

  private final TaskConfig config;
  private final PublishedNow now;

  /** How a table is in the publication if that is FOR ALL TABLES; empty if it is not. */
  private final Membership forAllTables;

  private final Outbox outbox;
  private final HeartbeatRecords heartbeats;
  private final LanePublicationChoice publication;
  private final RelationDecisions decisions;
  private final PublicationCheck check;
  private final TableReadings readings;
  private final Function<TableId, TablePosition> stored;

  /** Relations that the stream has described under a name that is not captured, by OID. */
  private final Set<Integer> describedElsewhere = new HashSet<>();

  /**
   * Offsets to store at the next boundary, for tables whose name another table had before. They say
   * that the rows of the new table are not read yet.
   */
  private Batch markers = new Batch();

  private NameClaims claims;
  private TableDeparture departure;
  private PartitionAdmission partitions;
  private Tables tables;
  private Runnable completeSchemas;

  /**
   * @param captured asks which tables of the connector's publication are captured
   * @param forAllTables the OID of that publication if it is FOR ALL TABLES, or none
   * @param decisions knows of tables for which the link has to be opened again
   * @param stored the stored position of a table that the lane did not start with, null if there is
   *     none
   */
  TableAdmission(
      TaskConfig config,
      Supplier<CapturedTables> captured,
      Set<Integer> forAllTables,
      Outbox outbox,
      HeartbeatRecords heartbeats,
      LanePublicationChoice publication,
      RelationDecisions decisions,
      PublicationCheck check,
      TableReadings readings,
      Function<TableId, TablePosition> stored) {
    this.config = config;
    this.now = new PublishedNow(captured);
    this.forAllTables = new Membership(forAllTables);
    this.outbox = outbox;
    this.heartbeats = heartbeats;
    this.publication = publication;
    this.decisions = decisions;
    this.check = check;
    this.readings = readings;
    this.stored = stored;
  }

  /**
   * Sets the tables to which it adds.
   *
   * @param schemas asks again, at each check, for what was not known of locked tables
   */
  void serve(Tables lane, Runnable schemas) {
    tables = lane;
    completeSchemas = schemas;
    readings.serve(lane);
    claims = new NameClaims(new TakenNames(config.connector()), lane);
    departure =
        new TableDeparture(outbox, heartbeats, readings, claims, forAllTables.known(), lane);
    partitions = new PartitionAdmission(config, outbox, heartbeats, decisions, readings, lane);
  }

  @Override
  public void startsWith(TableEntry entry, PublishedTable root, long xid, boolean whole) {
    partitions.startsWith(entry, root, xid, whole);
  }

  @Override
  public void streaming() {
    readings.streaming();
    check.start();
  }

  @Override
  public boolean readsInChunks(PublishedTable table) {
    return readings.suitsChunks(table);
  }

  @Override
  public void readInChunks(TableEntry entry, PublishedTable table) {
    readings.inChunks(entry, table);
  }

  @Override
  public void readWhileStreaming(PublishedTable table) {
    if (table.partitioned()) {
      decisions.changed(table.oid(), Lsn.NONE);
    }
    readings.whileStreaming(table);
  }

  @Override
  public void rowsFailed(PublishedTable table, Exception cause, boolean streams) {
    readings.rowsFailed(table, cause, streams);
  }

  @Override
  public Collection<TablePosition> beingRead() {
    return readings.beingRead();
  }

  @Override
  public void nameTaken(PublishedTable table, String why) {
    TableEntry entry = tables.find(table.oid());
    claims.giveUp(entry);
    readings.nameTaken(entry, why);
  }

  @Override
  public void giveUpReading() throws InterruptedException {
    claims.clear();
    readings.giveUp();
  }

  // What the stream finds

  @Override
  public TableEntry admit(Tables lane, Relation relation) {
    if (!config.captures(relation.id())) {
      describedElsewhere.add(relation.oid());
      return null;
    }
    PublishedTable found = now.find(relation);
    if (found != null) {
      return take(found, outbox.delivered(), claims.taken(found, now.answer()), false);
    }
    // renamed or dropped since: the stream has all changes that are left of it, and some of them
    // may be delivered already
    TableEntry present = tables.find(relation.oid());
    if (present != null && present.life() instanceof Streaming) {
      describedElsewhere.add(relation.oid()); // these changes are missing under its present name
    }
    TableEntry entry = tables.addFormer(relation.oid(), relation.id());
    TablePosition delivered = stored.apply(relation.id());
    if (delivered != null && entry.cursor().position() == null) {
      tables.delivered(entry, delivered);
    }
    return entry;
  }

  private boolean isNew(PublishedTable table) {
    TableEntry entry = tables.find(table.oid());
    return entry == null || !entry.id().equals(table.id()) || entry.life() instanceof Gone;
  }

  /**
   * Adds a table that is new, or has returned.
   *
   * @param seenAt the WAL position at which it was found
   * @param taken the table that has its name, or null
   * @param skipped whether changes of it have been skipped
   */
  private TableEntry take(PublishedTable table, long seenAt, Collision taken, boolean skipped) {
    // asks the server, which may fail
    boolean inChunks =
        taken == null && (table.unaltered() || !decisions.kept()) && readsInChunks(table);
    TableEntry entry = tables.find(table.oid());
    if (entry != null && entry.id().equals(table.id())) {
      readings.removeChunks(entry);
      boolean delivered = entry.cursor().position() != null;
      tables.become(entry, new New(seenAt, delivered));
      tables.adopt(entry, new Membership(table.members()));
    } else {
      if (entry != null) {
        departure.renamed(entry);
      }
      departure.leave(tables.find(table.id()));
      New found = new New(seenAt);
      entry = tables.add(table.oid(), table.id(), new Membership(table.members()), found);
    }
    partitions.readWhole(entry, table);
    boolean wholeInStream =
        forAllTables.known()
            && table.members().equals(forAllTables.oids())
            && table.unaltered()
            && !skipped
            && !table.partitions().anyAttached()
            && !describedElsewhere.contains(table.oid());
    boolean rows = partitions.mayBeRead(table) && !wholeInStream;
    if (!wholeInStream && !table.unaltered()) {
      decisions.changed(table.oid(), seenAt); // it may be a partition that was attached
    }
    boolean sharesPosition = taken != null && taken.sharesPosition();
    if ((rows || taken != null) && !sharesPosition && entry.cursor().position() != null) {
      markers.add(
          heartbeats.table(
              table.id().text(), tables.store(entry, entry.life(), outbox.delivered())));
    }
    if (taken != null) {
      nameTaken(table, taken.message());
    } else if (!rows) {
      LOG.info("table {} is new in the publication: it streams from now on", table.id());
      tables.become(entry, Streaming.INSTANCE);
      readings.release(entry);
    } else if (inChunks) {
      LOG.info("table {} is new in the publication: reading it in chunks", table.id());
      tables.become(entry, Snapshotting.inChunks(null));
      readings.inChunks(entry, table);
    } else {
      LOG.info(
          "table {} is new in the publication: reading it while the others stream", table.id());
      readings.whileStreaming(table);
    }
    describedElsewhere.remove(table.oid());
    return entry;
  }

  @Override
  public void failed(Tables lane, TableEntry entry, RuntimeException cause) {
    if (entry.life() instanceof Gone gone) {
      LOG.error(
          "table {} is not in the publication any more, and a change of it that is left in the"
              + " stream cannot be delivered: {}. Its last changes are lost; if it returns, it is"
              + " read again",
          entry.id(),
          cause.getMessage());
      tables.become(entry, new Gone(gone.seenAt(), true, false));
      return;
    }
    PublishedTable found = now.ask().tables().get(entry.id());
    boolean published = found != null && found.oid() == entry.oid();
    readings.changeFailed(entry, cause, published ? found : null);
  }

  // What a check finds

  @Override
  public boolean isDue() {
    now.transactionEnded();
    return mustReopen() || check.isAnswered() || !markers.isEmpty() || readings.isDue();
  }

  @Override
  public boolean betweenTransactions(RecordSink.KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    if (mustReopen()) {
      return false;
    }
    if (check.isAnswered()) {
      CapturedTables found = check.take();
      if (publication.readsOwn()) {
        compareKnown(found);
      } else {
        compare(found);
      }
      completeSchemas.run();
    }
    if (!markers.isEmpty()) {
      outbox.handAside(markers, keepAlive);
      markers = new Batch();
    }
    readings.proceed(keepAlive);
    return true;
  }

  /**
   * Whether the link must be opened again: because the server does not send all of a table, or
   * through another publication. A change to the lane's own publication waits until no table is
   * being read. A change away from it cannot wait.
   */
  private boolean mustReopen() {
    return decisions.anyOutdated() && decisions.needNewLink(outbox.confirmable())
        || publication.isOutdated() && (publication.readsOwn() || !readings.isBusy());
  }

  /**
   * While the lane reads through its own publication, tables that come or leave wait for the link
   * through the connector's. What a check says of the others counts at once.
   */
  private void compareKnown(CapturedTables found) {
    for (PublishedTable table : found.tables().values()) {
      TableEntry entry = tables.find(table.oid());
      if (!isNew(table) && !claims.isWithout(entry) && hasStayed(table, entry)) {
        readings.found(table);
        tables.adopt(entry, new Membership(table.members()));
        partitions.compare(entry, table, found.seenAt()).ifPresent(markers::add);
      }
    }
  }

  /** Whether the table has been in the publication, and under its name, since it was seen last. */
  private boolean hasStayed(PublishedTable table, TableEntry entry) {
    return new Membership(table.members()).continues(entry.membership())
        && !describedElsewhere.contains(table.oid());
  }

  private void compare(CapturedTables found) {
    now.checked();
    Map<TableId, PublishedTable> published = found.tables();
    Map<TableId, Collision> taken = claims.taken(found, this::isNew);
    for (PublishedTable table : published.values()) {
      TableEntry entry = tables.find(table.oid());
      boolean fresh = isNew(table);
      if (!fresh && claims.isWithout(entry)) {
        compareName(table, found.seenAt(), taken.get(table.id()));
        continue;
      }
      readings.found(table);
      if (fresh) {
        take(table, found.seenAt(), taken.get(table.id()), false);
      } else if (hasStayed(table, entry)) {
        tables.adopt(entry, new Membership(table.members()));
        partitions.compare(entry, table, found.seenAt()).ifPresent(markers::add);
      } else if (!TableCatchUp.isReading(entry.life())) {
        // while it is being read, the next check after that finds it
        LOG.warn(
            "table {} left the publication and has returned: its rows are read again,"
                + " because no stream has the changes in between. Rows that were deleted meanwhile"
                + " get no delete",
            table.id());
        take(table, found.seenAt(), null, true);
      }
    }
    if (departure.isDue(published)) {
      // the stream may have described a table after this check was made
      departure.letGo(now.ask().tables()).forEach(markers::add);
    }
  }

  /** A table that waits because its name was taken goes on to wait, or is taken in. */
  private void compareName(PublishedTable table, long seenAt, Collision taken) {
    if (taken != null) {
      nameTaken(table, taken.message());
    } else {
      claims.settle(tables.find(table.oid()));
      take(table, seenAt, null, true);
    }
  }

  @Override
  public void close() {
    check.close();
    readings.close();
  }
}
