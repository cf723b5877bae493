/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.TablesWithoutIdentity;
import io.waltap.connect.pgoutput.TableId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a publication of certain tables has, and which of them it must leave out so that the
 * application can go on changing their rows.
 *
 * @param tables the tables to publish. A partition is left out if its partitioned table is among
 *     them: it is published with that table, and so is a partition that is attached later
 * @param leftOut tables that are not published because of {@code
 *     publication.tables.without.identity}
 * @param refusing tables and partitions on which PostgreSQL refuses UPDATE and DELETE once they are
 *     published, whether they are left out or not
 * @param storedColumns some of the tables need {@code publish_generated_columns = stored}
 * @param roots for each table by OID that is included, or is a partition of an included table: the
 *     OID of the table with which it is published
 */
public record PublicationPlan(
    List<PublishableTable> tables,
    List<PublishableTable> leftOut,
    List<PublishableTable> refusing,
    boolean storedColumns,
    Map<Integer, Integer> roots) {

  public PublicationPlan {
    tables = List.copyOf(tables);
    leftOut = List.copyOf(leftOut);
    refusing = List.copyOf(refusing);
    roots = Map.copyOf(roots);
  }

  /** What a publication lists. */
  public record Listing(List<PublishableTable> tables, Set<String> schemas) {
    public Listing {
      tables = List.copyOf(tables);
      schemas = Set.copyOf(schemas);
    }

    private boolean has(PublishableTable table) {
      return schemas.contains(table.id().schema())
          || tables.stream().anyMatch(listed -> listed.oid() == table.oid());
    }
  }

  /** What must change so that a publication lists the planned tables. */
  public record Change(List<PublishableTable> added, List<PublishableTable> dropped) {
    public Change {
      added = List.copyOf(added);
      dropped = List.copyOf(dropped);
    }

    public boolean isEmpty() {
      return added.isEmpty() && dropped.isEmpty();
    }
  }

  /** The plan for the tables that the configuration includes. */
  public static PublicationPlan ofIncluded(List<PublishableTable> all, ConnectorConfig config) {
    return of(all, config.filters()::includes, config.replication().tablesWithoutIdentity());
  }

  /** The plan for a publication FOR ALL TABLES. */
  public static PublicationPlan ofAll(List<PublishableTable> all, ConnectorConfig config) {
    return of(all, table -> true, config.replication().tablesWithoutIdentity());
  }

  static PublicationPlan of(
      List<PublishableTable> all, Predicate<TableId> included, TablesWithoutIdentity without) {
    Map<Integer, PublishableTable> byOid = new HashMap<>();
    all.forEach(table -> byOid.put(table.oid(), table));
    Map<Integer, Integer> roots = new HashMap<>();
    Map<Integer, List<PublishableTable>> leaves = new HashMap<>();
    for (PublishableTable table : all) {
      PublishableTable root = root(table, byOid, included);
      if (root != null) {
        roots.put(table.oid(), root.oid());
        if (!table.partitioned()) {
          leaves.computeIfAbsent(root.oid(), oid -> new ArrayList<>()).add(table);
        }
      }
    }
    List<PublishableTable> tables = new ArrayList<>();
    List<PublishableTable> leftOut = new ArrayList<>();
    List<PublishableTable> refusing = new ArrayList<>();
    boolean storedColumns = false;
    for (PublishableTable table : all) {
      Integer root = roots.get(table.oid());
      if (root == null || root != table.oid()) {
        continue;
      }
      List<PublishableTable> withRows = leaves.getOrDefault(root, List.of(table));
      List<PublishableTable> causes =
          withRows.stream().filter(each -> each.identity().refusesChanges()).toList();
      refusing.addAll(causes);
      if (!causes.isEmpty() && without == TablesWithoutIdentity.LEAVE_OUT) {
        leftOut.add(table);
      } else {
        tables.add(table);
        storedColumns |=
            withRows.stream().anyMatch(each -> each.identity() == IdentityState.STORED);
      }
    }
    return new PublicationPlan(tables, leftOut, refusing, storedColumns, roots);
  }

  /** The table itself or the topmost of its ancestors that is included; null if none is. */
  private static PublishableTable root(
      PublishableTable table, Map<Integer, PublishableTable> byOid, Predicate<TableId> included) {
    PublishableTable root = null;
    for (PublishableTable line = table; line != null; line = byOid.get(line.parent())) {
      if (included.test(line.id())) {
        root = line;
      }
    }
    return root;
  }

  /**
   * The change from what the publication lists to the planned tables. Tables that it has by FOR
   * TABLES IN SCHEMA need no change. A table that is to be left out, but is listed already, stays,
   * and so do listed partitions of such a table: their changes are captured, and would be lost.
   */
  public Change change(Listing listing) {
    Map<Integer, PublishableTable> dropped = new LinkedHashMap<>();
    listing.tables().forEach(table -> dropped.put(table.oid(), table));
    List<PublishableTable> added = new ArrayList<>();
    for (PublishableTable table : tables) {
      if (dropped.remove(table.oid()) == null && !listing.schemas().contains(table.id().schema())) {
        added.add(table);
      }
    }
    Set<Integer> out = leftOutOids();
    dropped.keySet().removeIf(oid -> out.contains(roots.get(oid)));
    return new Change(added, List.copyOf(dropped.values()));
  }

  /** Whether the change would leave the publication without tables. */
  public boolean empties(Listing listing) {
    return tables.isEmpty() && change(listing).dropped().size() == listing.tables().size();
  }

  /** The same plan, without the left-out tables that the publication lists all the same. */
  public PublicationPlan beyond(Listing listing) {
    List<PublishableTable> missing = leftOut.stream().filter(table -> !listing.has(table)).toList();
    return new PublicationPlan(tables, missing, refusing, storedColumns, roots);
  }

  /** The tables and partitions for whose sake tables are left out. */
  public List<PublishableTable> causes() {
    Set<Integer> out = leftOutOids();
    return refusing.stream().filter(table -> out.contains(roots.get(table.oid()))).toList();
  }

  private Set<Integer> leftOutOids() {
    Set<Integer> oids = new HashSet<>();
    leftOut.forEach(table -> oids.add(table.oid()));
    return oids;
  }

  /**
   * The planned tables of which a publication sends nothing.
   *
   * @param published OIDs of the tables that it sends; these may be partitions of a planned table
   */
  public List<PublishableTable> lacking(Set<Integer> published) {
    Set<Integer> covered = covered(published);
    return tables.stream().filter(table -> !covered.contains(table.oid())).toList();
  }

  /**
   * The included tables that a publication neither lists nor sends, in order of schema and name.
   * Those that the plan leaves out are among them.
   *
   * @param published OIDs of the tables that it sends; these may be partitions of an included table
   */
  public List<PublishableTable> unpublished(Listing listing, Set<Integer> published) {
    Set<Integer> covered = covered(published);
    return Stream.concat(tables.stream(), leftOut.stream())
        .filter(table -> !listing.has(table) && !covered.contains(table.oid()))
        .sorted(Comparator.comparing(PublishableTable::id))
        .toList();
  }

  /** OIDs of the included tables that these tables are, or are partitions of. */
  public Set<Integer> covered(Set<Integer> oids) {
    Set<Integer> covered = new HashSet<>();
    for (Integer oid : oids) {
      Integer root = roots.get(oid);
      if (root != null) {
        covered.add(root);
      }
    }
    return covered;
  }
}
