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
 * Chooses the publication through which a lane reads its slot. Normally this is the connector's
 * publication. With several lanes, and if the role may make one, it is a publication of the lane's
 * tables alone, so that the server sends nothing else.
 *
 * <p>The connector's publication decides what is captured. The lane's own publication replaces it
 * only up to the last check that has found both unchanged. Nothing beyond this check is confirmed
 * to the slot. So after a change, the WAL from before the change is read again through the
 * connector's publication. docs/design/lanes.md has the argument.
 *
 * <p>Checks run on a thread of their own, everything else runs on the stream's thread.
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

  /** The publication through which the link reads; null: the connector's. */
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
      try (Connection session = connections.openWithoutWaiting()) {
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

  /** Whether the link should be opened again, through another publication. */
  boolean isOutdated() {
    return outdated;
  }

  /** Whether the link reads through the lane's own publication. */
  boolean readsOwn() {
    return current != null;
  }

  /**
   * Explains a failure of the link.
   *
   * @return whether the link may have failed because the lane's own publication is gone; then the
   *     next link does not use it
   */
  boolean isToBlame(SQLException problem) {
    boolean gone = current != null && SqlStates.UNDEFINED_OBJECT.equals(SqlStates.state(problem));
    if (gone) {
      LOG.warn(
          "lane \"{}\": {}. Nothing is lost; the lane continues through publication \"{}\"",
          config.slot(),
          SqlStates.describe(problem),
          config.publication());
    }
    return gone;
  }

  /**
   * Checks whether the publications are as they were. Makes the lane's own publication again while
   * the link does not read through it.
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
            "lane \"{}\": publication \"{}\" or the lane's own publication has changed; the lane"
                + " reads through the connector's publication until its own is made again",
            config.slot(),
            config.publication());
        outdated = true;
      }
    } catch (SQLException | DatabaseException e) {
      outdated = current != null; // without checks nothing could be confirmed
      explain(e);
    }
  }

  private Collection<PublishedTable> captured(Catalog asked) {
    return asked.capturedTables(config.publication(), config::captures).values();
  }

  /**
   * The lane's own publication if it is ready to be used, else null. Makes the publication if it is
   * missing or differs from what is wanted.
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
   * Whether everything that the slot has yet to send was written after the publication was made.
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
          "lane \"{}\" reads through publication \"{}\" and skips the tables of other lanes,"
              + " because it has no publication of its own. To make one, the role needs CREATE on"
              + " the database and must own the tables: {}",
          config.slot(),
          config.publication(),
          problem.getMessage());
    } else {
      LOG.debug("the lane's publication could not be checked; the next check tries again", problem);
    }
  }
}
