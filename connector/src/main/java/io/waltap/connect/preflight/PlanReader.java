/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.PublicationAutocreateMode;
import io.waltap.connect.database.PublicationMark;
import io.waltap.connect.database.PublicationMark.Maker;
import io.waltap.connect.database.PublicationPlan;
import io.waltap.connect.database.PublicationProblems;
import io.waltap.connect.database.PublicationState;
import io.waltap.connect.database.Publications;
import io.waltap.connect.database.PublishableTable;
import io.waltap.connect.database.PublishableTables;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.PublishedTables;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.pgoutput.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what a connector would capture, create and alter. It changes nothing. */
final class PlanReader {

  private final ConnectorConfig config;
  private final Connection connection;
  private final ServerInfo server;
  private final boolean filtered;

  PlanReader(ConnectorConfig config, Connection connection, ServerInfo server) {
    this.config = config;
    this.connection = connection;
    this.server = server;
    this.filtered =
        config.replication().publicationAutocreateMode() == PublicationAutocreateMode.FILTERED;
  }

  CapturePlan read() throws SQLException {
    List<PublishableTable> all = PublishableTables.read(connection);
    PublicationPlan included = PublicationPlan.ofIncluded(all, config);
    String name = config.replication().publicationName();
    Optional<PublicationState> existing = Publications.find(connection, name);
    if (existing.isEmpty()) {
      return created(all, included);
    }
    PublicationState publication = existing.get();
    Maker maker = PublicationMark.maker(publication.comment(), config);
    List<PublishedTable> published = PublishedTables.read(connection, name);
    return filtered && !publication.allTables() && maker == Maker.THIS_CONNECTOR
        ? altered(publication, published, all, included)
        : asItIs(publication, maker, published, all, included);
  }

  private CapturePlan created(List<PublishableTable> all, PublicationPlan included)
      throws SQLException {
    PublicationAutocreateMode mode = config.replication().publicationAutocreateMode();
    PublicationPlan ofAll = PublicationPlan.ofAll(all, config);
    PublicationPlan plan = mode == PublicationAutocreateMode.ALL_TABLES ? ofAll : included;
    Set<Integer> sent =
        mode == PublicationAutocreateMode.NO_TABLES
            ? Set.of()
            : sent(all, plan, config.replication().publishViaPartitionRoot());
    Set<Integer> captured = included(all, sent);
    String statement = Publications.createStatement(config, included, ofAll);
    boolean creates =
        mode != PublicationAutocreateMode.DISABLED && !statement.isEmpty() && !server.inRecovery();
    return new CapturePlan(
        tables(captured, Map.of(), plan.storedColumns()),
        new CapturePlan.Publication(
            config.replication().publicationName(),
            false,
            false,
            filtered,
            creates ? List.of(statement, PublicationMark.statement(config)) : List.of(),
            CapturePlan.Lacking.NONE,
            hidden(included, sent, captured),
            underRoots(all, included, sent)),
        slot());
  }

  private CapturePlan altered(
      PublicationState publication,
      List<PublishedTable> published,
      List<PublishableTable> all,
      PublicationPlan included)
      throws SQLException {
    PublicationPlan.Listing listing = PublishableTables.listed(connection, publication.name());
    Set<Integer> sent = sent(all, included, publication.viaRoot());
    // what is listed already, and would be left out of a new publication, stays
    Set<Integer> leftOut = oids(included.leftOut());
    for (PublishedTable table : published) {
      if (leftOut.contains(included.roots().get(table.oid()))) {
        sent.add(table.oid());
      }
    }
    Set<Integer> captured = included(all, sent);
    CapturedTables known = CapturedTables.planned(publication, included, captured(published));
    return new CapturePlan(
        tables(captured, known.columns(), publication.storedColumns() || included.storedColumns()),
        new CapturePlan.Publication(
            publication.name(),
            true,
            true,
            filtered,
            included.empties(listing)
                ? List.of()
                : Publications.alterStatements(publication, included, included.change(listing)),
            CapturePlan.Lacking.NONE,
            hidden(included, sent, captured),
            underRoots(all, included, sent)),
        slot());
  }

  private CapturePlan asItIs(
      PublicationState publication,
      Maker maker,
      List<PublishedTable> published,
      List<PublishableTable> all,
      PublicationPlan included)
      throws SQLException {
    List<PublishedTable> captured = captured(published);
    Set<Integer> sent = publishedOids(published);
    List<CapturePlan.UnderRoot> underRoots = underRoots(all, included, sent);
    Set<Integer> oids = publishedOids(captured);
    CapturedTables known = CapturedTables.published(publication, captured);
    // that of another connector is refused as a whole
    boolean refused = filtered && maker == Maker.OTHER_CONNECTOR;
    boolean own = maker == Maker.THIS_CONNECTOR;
    return new CapturePlan(
        tables(oids, known.columns(), publication.storedColumns()),
        new CapturePlan.Publication(
            publication.name(),
            true,
            own,
            filtered,
            List.of(),
            refused || publication.allTables()
                ? CapturePlan.Lacking.NONE
                : lacking(publication, included, sent, underRoots),
            hidden(included, sent, oids),
            underRoots),
        slot());
  }

  private CapturePlan.Lacking lacking(
      PublicationState publication,
      PublicationPlan included,
      Set<Integer> sent,
      List<CapturePlan.UnderRoot> underRoots)
      throws SQLException {
    PublicationPlan.Listing listing = PublishableTables.listed(connection, publication.name());
    // to add one of these would change nothing: the root's name takes precedence
    Set<TableId> elsewhere =
        underRoots.stream().map(CapturePlan.UnderRoot::partition).collect(Collectors.toSet());
    List<PublishableTable> lacking =
        included.unpublished(listing, sent).stream()
            .filter(table -> !elsewhere.contains(table.id()))
            .toList();
    if (lacking.isEmpty()) {
      return CapturePlan.Lacking.NONE;
    }
    Set<Integer> refusing =
        publication.update() || publication.delete()
            ? included.covered(oids(included.refusing()))
            : Set.of();
    return new CapturePlan.Lacking(
        lacking.stream().map(PublishableTable::id).toList(),
        lacking.stream()
            .filter(table -> refusing.contains(table.oid()))
            .map(PublishableTable::id)
            .toList(),
        PublicationProblems.addition(publication, lacking));
  }

  /**
   * The OIDs of the tables under whose names a publication of the planned tables sends changes.
   *
   * @param viaRoot changes of partitions appear as changes of their partitioned table
   */
  static Set<Integer> sent(List<PublishableTable> all, PublicationPlan plan, boolean viaRoot) {
    Set<Integer> listed = oids(plan.tables());
    if (viaRoot) {
      return listed;
    }
    Set<Integer> sent = new HashSet<>();
    for (PublishableTable table : all) {
      if (!table.partitioned() && listed.contains(plan.roots().get(table.oid()))) {
        sent.add(table.oid());
      }
    }
    return sent;
  }

  /**
   * The partitioned tables of the plan whose changes are sent, and not captured under the names
   * that they are sent with.
   */
  static List<TableId> hidden(PublicationPlan included, Set<Integer> sent, Set<Integer> captured) {
    Set<Integer> published = included.covered(sent);
    Set<Integer> seen = included.covered(captured);
    return included.tables().stream()
        .filter(PublishableTable::partitioned)
        .filter(table -> published.contains(table.oid()) && !seen.contains(table.oid()))
        .map(PublishableTable::id)
        .toList();
  }

  /**
   * The included tables of which nothing is captured, because their changes are sent under the name
   * of a partitioned table above them. None above them is included: the plan lists the topmost.
   */
  static List<CapturePlan.UnderRoot> underRoots(
      List<PublishableTable> all, PublicationPlan included, Set<Integer> sent) {
    Map<Integer, PublishableTable> byOid = new HashMap<>();
    all.forEach(table -> byOid.put(table.oid(), table));
    List<CapturePlan.UnderRoot> found = new ArrayList<>();
    Stream.concat(included.tables().stream(), included.leftOut().stream())
        .sorted(Comparator.comparing(PublishableTable::id))
        .forEach(
            table -> {
              PublishableTable root = byOid.get(table.parent());
              while (root != null && !sent.contains(root.oid())) {
                root = byOid.get(root.parent());
              }
              if (root != null) {
                found.add(new CapturePlan.UnderRoot(table.id(), root.id()));
              }
            });
    return found;
  }

  private Set<Integer> included(List<PublishableTable> all, Set<Integer> sent) {
    return all.stream()
        .filter(table -> sent.contains(table.oid()) && config.filters().includes(table.id()))
        .map(PublishableTable::oid)
        .collect(Collectors.toSet());
  }

  private List<PublishedTable> captured(List<PublishedTable> published) {
    return published.stream().filter(table -> config.filters().includes(table.id())).toList();
  }

  private List<CapturePlan.Table> tables(
      Set<Integer> oids, Map<Integer, List<String>> columns, boolean storedColumns)
      throws SQLException {
    return new PlannedTables(connection, config.events().messageKeys())
        .read(oids, columns, storedColumns);
  }

  private CapturePlan.Slot slot() {
    String name = config.baseSlot();
    boolean exists = ReplicationSlots.find(connection, name).isPresent();
    String command =
        ReplicationSlots.createCommand(
            server.majorVersion(), name, false, config.replication().slotFailover());
    return new CapturePlan.Slot(name, exists, exists ? "" : command);
  }

  private static Set<Integer> oids(Collection<PublishableTable> tables) {
    Set<Integer> oids = new HashSet<>();
    tables.forEach(table -> oids.add(table.oid()));
    return oids;
  }

  private static Set<Integer> publishedOids(Collection<PublishedTable> tables) {
    return tables.stream().map(PublishedTable::oid).collect(Collectors.toSet());
  }
}
