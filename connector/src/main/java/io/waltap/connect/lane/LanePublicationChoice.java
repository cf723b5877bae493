/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.LanePublication;
import io.waltap.connect.database.PublicationMirror;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.pgoutput.Lsn;
import java.sql.Connection;
import java.sql.SQLException;
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
  private static final String NO_SUCH_OBJECT = "42704";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final LaneParts parts;
  private final ConnectorConfig config;

  // guarded by this
  private boolean enabled;
  private LanePublication usable;

  private long seenAt;

  /** What the link reads through; null: the connector's publication. */
  private volatile LanePublication current;

  private volatile boolean outdated;

  LanePublicationChoice(LaneParts parts) {
    this.parts = parts;
    this.config = parts.config();
    this.enabled =
        config.lanePublications()
            && config.lane().layout().lanes() > 1
            && !config.tableDiscoveryInterval().isZero();
  }

  /** The publication for the link that is about to be opened. */
  synchronized String choose() throws SQLException {
    current = null;
    outdated = false;
    if (enabled) {
      try (Connection session = parts.connections().open()) {
        look(session, parts.catalog());
        if (outdated) {
          outdated = false;
          current = usable;
          parts.outbox().limit(seenAt);
          return current.name();
        }
      }
    }
    parts.outbox().liftLimit();
    return config.publicationName();
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
    boolean gone = current != null && NO_SUCH_OBJECT.equals(SqlStates.state(problem));
    if (gone) {
      LOG.warn(
          "lane \"{}\": {}. Nothing is lost; it goes on through publication \"{}\"",
          config.slotName(),
          SqlStates.describe(problem),
          config.publicationName());
    }
    return gone;
  }

  /**
   * Looks whether the publications are as they were, and makes the lane's own anew while the link
   * does not read through it.
   */
  synchronized void look(Connection session, Catalog catalog) {
    if (!enabled) {
      return;
    }
    usable = null;
    try {
      Optional<PublicationMirror> wanted =
          PublicationMirror.read(
              session, config.publicationName(), () -> catalog.capturedTables(config).values());
      Optional<LanePublication> own =
          LanePublication.find(session, config.slotName())
              .filter(found -> wanted.isPresent() && found.reflects(wanted.get()));
      seenAt = wanted.map(PublicationMirror::seenAt).orElse(Lsn.NONE);
      if (current == null) {
        usable = wanted.isEmpty() ? null : prepared(session, own, wanted.get());
        outdated = usable != null && serves(session, usable);
      } else if (own.isPresent() && own.get().isSameAs(current)) {
        parts.outbox().limit(seenAt);
      } else {
        LOG.info(
            "lane \"{}\": publication \"{}\" or the lane's own has changed; the lane reads through the"
                + " former until it has made the latter anew",
            config.slotName(),
            config.publicationName());
        outdated = true;
      }
    } catch (SQLException | DatabaseException e) {
      outdated = current != null; // without looks nothing could be confirmed
      explain(e);
    }
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
    LanePublication.drop(session, List.of(config.slotName()));
    LanePublication.create(session, config.slotName(), wanted);
    LOG.info(
        "lane \"{}\": made publication \"{}\" of {} tables",
        config.slotName(),
        LanePublication.nameFor(config.slotName()),
        wanted.tables().size());
    return null;
  }

  /**
   * The slot stands where all that it has yet to send was written after the publication was made.
   */
  private boolean serves(Connection session, LanePublication publication) {
    return ReplicationSlots.find(session, config.slotName())
        .filter(slot -> !Lsn.isAfter(publication.usableFrom(), slot.confirmedFlushLsn()))
        .isPresent();
  }

  private void explain(Exception problem) {
    boolean forbidden =
        problem instanceof SQLException e && INSUFFICIENT_PRIVILEGE.equals(SqlStates.state(e));
    if (forbidden || !(problem instanceof SQLException)) {
      enabled = false;
      LOG.info(
          "lane \"{}\" reads through publication \"{}\" and passes over the tables of other lanes,"
              + " for want of a publication of its own, which takes CREATE on the database and"
              + " ownership of the tables: {}",
          config.slotName(),
          config.publicationName(),
          problem.getMessage());
    } else {
      LOG.debug("the lane's publication could not be looked at; the next look will do", problem);
    }
  }
}
