/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.schema.UndeliverableTableException;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.Tables;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;

/**
 * The relations that the stream has described, compiled if their changes become records. Owned by
 * the stream's thread.
 */
final class StreamedTables {
  private final RecordContext context;
  private final TableSchemas schemas;
  private final Tables tables;
  private final StreamMarkers markers;
  private final RelationMap relations = new RelationMap();

  /** OIDs of relations whose schemas lack the defaults of their columns. */
  private final Set<Integer> incomplete = new LinkedHashSet<>();

  /**
   * @param markers null without {@code mirror.signals.enabled}
   */
  StreamedTables(
      RecordContext context, TableSchemas schemas, Tables tables, StreamMarkers markers) {
    this.context = context;
    this.schemas = schemas;
    this.tables = tables;
    this.markers = markers;
  }

  /** A new stream begins, which describes its relations again. */
  void streamStarted() {
    relations.clear();
    incomplete.clear();
    tables.streamStarted();
  }

  /**
   * Compiles those relations again whose defaults are not known, because another session had locked
   * the table. Stops at the first that still is: each question may take as long as the wait for a
   * lock.
   */
  void complete() {
    for (Integer oid : List.copyOf(incomplete)) {
      StreamedTable table = relations.find(oid);
      if (table == null || table.schema() == null) {
        incomplete.remove(oid);
      } else if (table.entry().captured()) {
        incomplete.remove(oid);
        compile(table.entry(), table.relation(), table);
        if (incomplete.contains(oid)) {
          return; // now it is the last
        }
      }
    }
  }

  /** Whether changes of this relation become records, so that its tuples must be decoded. */
  boolean captures(int relationOid) {
    StreamedTable table = relations.find(relationOid);
    return table != null && table.entry().captured();
  }

  /** The table, or null if its changes do not become records. */
  StreamedTable find(int relationOid) {
    StreamedTable table = relations.find(relationOid);
    if (table == null || !table.entry().captured()) {
      return null;
    }
    return table.schema() == null
        // its changes were withheld until now
        ? compile(table.entry(), table.relation(), null)
        : table;
  }

  /** The stream describes a relation, for the first time or again. */
  void describe(Relation relation) {
    TableEntry entry = tables.described(relation);
    if (entry == null) {
      relations.put(relation.oid(), null);
    } else if (!entry.captured()) {
      withhold(entry, relation);
    } else {
      StreamedTable known = relations.find(relation.oid());
      boolean compiled = known != null && known.schema() != null && known.entry() == entry;
      compile(entry, relation, compiled ? known : null);
    }
  }

  /**
   * @return the table, or null if it has no schema: then its changes do not become records, and
   *     that is the table's trouble
   */
  private StreamedTable compile(TableEntry entry, Relation relation, StreamedTable previous) {
    try {
      TableSchema known = previous == null ? null : previous.schema();
      return install(entry, schemas.compile(relation, known), previous);
    } catch (UndeliverableTableException | DataException e) {
      withhold(entry, relation);
      tables.failed(entry, e);
      return null;
    }
  }

  private void withhold(TableEntry entry, Relation relation) {
    relations.put(relation.oid(), new StreamedTable(entry, relation, null, null, null));
  }

  /** A change of the table cannot become a record: the table's trouble, and not the stream's. */
  void failed(StreamedTable table, RuntimeException cause) {
    tables.failed(table.entry(), cause);
  }

  /** Gives the table another schema from now on. */
  StreamedTable replace(StreamedTable stale, TableSchema fresh) {
    return install(stale.entry(), fresh, stale);
  }

  private StreamedTable install(TableEntry entry, TableSchema schema, StreamedTable previous) {
    boolean sameValues =
        previous != null && previous.schema().valueSchema() == schema.valueSchema();
    boolean sameTopic = previous != null && previous.schema().topic().equals(schema.topic());
    // converters cache by the schema's identity
    Envelope envelope = sameValues && sameTopic ? previous.envelope() : context.envelope(schema);
    StreamMarkers.Marks marks = markers == null ? null : markers.of(entry);
    StreamedTable table = new StreamedTable(entry, schema.relation(), schema, envelope, marks);
    relations.put(schema.relation().oid(), table);
    if (schema.isComplete()) {
      incomplete.remove(schema.relation().oid());
    } else {
      incomplete.add(schema.relation().oid());
    }
    return table;
  }
}
