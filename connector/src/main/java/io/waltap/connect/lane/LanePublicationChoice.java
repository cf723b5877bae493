/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.LanePublication;
import io.waltap.connect.database.PublicationMirror;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.stream.Outbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the publication through which a lane reads its slot: the connector's, or, where there are
 * several lanes and the role may make one, a publication of the lane's tables alone, so that the
 * server sends nothing else.
 *
 * <p>The connector's publication is the one that counts. The lane's own stands for it only as far
 * as a look has found both unchanged: nothing further is confirmed to the slot, so that after a
 * change the log is read again from before it, through the connector's publication.
 * docs/design/lanes.md has the argument.
 *
 * <p>Looks run on a thread of their own, all else on the stream's.
 */
final class LanePublicationChoice {
  private static final Logger LOG = LoggerFactory.getLogger(LanePublicationChoice.class);

  private final TaskConfig config;
  private final ConnectionFactory connections;
  private final Catalog catalog;
  private final Outbox outbox;

  // guarded by this
  private boolean enabled;
  private LanePublication usable;

  private long seenAt;

  /** What the link reads through; null: the connector's publication. */
  private volatile LanePublication current;

  private volatile boolean outdated;

  LanePublicationChoice(
      TaskConfig config, ConnectionFactory connections, Catalog catalog, Outbox outbox) {
    this.config = config;
    this.connections = connections;
    this.catalog = catalog;
    this.outbox = outbox;
    this.enabled =
        config.connector().replication().lanePublications()
            && config.lane().layout().lanes() > 1
            && !config.connector().replication().tableDiscoveryInterval().isZero();
  }

  /** The publication for the link that is about to be opened. */
  synchronized String choose() throws SQLException {
    current = null;
    outdated = false;
    if (enabled) {
      try (Connection session = connections.open()) {
        check(session, catalog);
        if (outdated) {
          outdated = false;
          current = usable;
          outbox.limit(seenAt);
          return current.name();
        }
      }
    }
    outbox.liftLimit();
    return config.publication();
  }

  /** Whether the link should be opened anew, through another publication. */
  boolean isOutdated() {
    return outdated;
  }

  /** Whether the link reads through the lane's own publication. */
  boolean readsOwn() {
    return current != null;
  }

  /**
   * The link has failed.
   *
   * @return whether that may be for want of the lane's own publication; the next link does without
   *     it then
   */
  boolean isToBlame(SQLException problem) {
    boolean gone = current != null && SqlStates.UNDEFINED_OBJECT.equals(SqlStates.state(problem));
    if (gone) {
      LOG.warn(
          "lane \"{}\": {}. Nothing is lost; it goes on through publication \"{}\"",
          config.slot(),
          SqlStates.describe(problem),
          config.publication());
    }
    return gone;
  }

  /**
   * Looks whether the publications are as they were, and makes the lane's own anew while the link
   * does not read through it.
   */
  synchronized void check(Connection session, Catalog catalog) {
    if (!enabled) {
      return;
    }
    usable = null;
    try {
      Optional<PublicationMirror> wanted =
          PublicationMirror.read(session, config.publication(), () -> captured(catalog));
      Optional<LanePublication> own =
          LanePublication.find(session, config.slot())
              .filter(found -> wanted.isPresent() && found.reflects(wanted.get()));
      seenAt = wanted.map(PublicationMirror::seenAt).orElse(Lsn.NONE);
      if (current == null) {
        usable = wanted.isEmpty() ? null : prepared(session, own, wanted.get());
        outdated = usable != null && serves(session, usable);
      } else if (own.isPresent() && own.get().isSameAs(current)) {
        outbox.limit(seenAt);
      } else {
        LOG.info(
            "lane \"{}\": publication \"{}\" or the lane's own has changed; the lane reads through the"
                + " former until it has made the latter anew",
            config.slot(),
            config.publication());
        outdated = true;
      }
    } catch (SQLException | DatabaseException e) {
      outdated = current != null; // without looks nothing could be confirmed
      explain(e);
    }
  }

  private Collection<PublishedTable> captured(Catalog asked) {
    return asked.capturedTables(config.publication(), config::captures).values();
  }

  /**
   * The lane's own publication if it is ready to be used, else null; makes it where it is not what
   * it should be.
   */
  private LanePublication prepared(
      Connection session, Optional<LanePublication> own, PublicationMirror wanted)
      throws SQLException {
    if (own.isPresent()) {
      return own.get().usableFrom() == Lsn.NONE
          ? own.get().settle(session).orElse(null)
          : own.get();
    }
    LanePublication.drop(session, List.of(config.slot()));
    LanePublication.create(session, config.slot(), wanted);
    LOG.info(
        "lane \"{}\": made publication \"{}\" of {} tables",
        config.slot(),
        LanePublication.nameFor(config.slot()),
        wanted.tables().size());
    return null;
  }

  /**
   * The slot stands where all that it has yet to send was written after the publication was made.
   */
  private boolean serves(Connection session, LanePublication publication) {
    return ReplicationSlots.find(session, config.slot())
        .filter(slot -> !Lsn.isAfter(publication.usableFrom(), slot.confirmedFlushLsn()))
        .isPresent();
  }

  private void explain(Exception problem) {
    boolean forbidden =
        problem instanceof SQLException e
            && SqlStates.INSUFFICIENT_PRIVILEGE.equals(SqlStates.state(e));
    if (forbidden || !(problem instanceof SQLException)) {
      enabled = false;
      LOG.info(
          "lane \"{}\" reads through publication \"{}\" and passes over the tables of other lanes,"
              + " for want of a publication of its own, which takes CREATE on the database and"
              + " ownership of the tables: {}",
          config.slot(),
          config.publication(),
          problem.getMessage());
    } else {
      LOG.debug("the lane's publication could not be looked at; the next look will do", problem);
    }
  }
}
