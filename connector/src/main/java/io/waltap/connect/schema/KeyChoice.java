/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.config.MessageKeys;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.schema.TableFacts.ColumnFacts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses the columns of the record key. They are those of {@code message.key.columns}, else the
 * primary key, else the replica identity's index, else a unique index. The replica identity's index
 * may lack a column of the primary key. Then its columns are the key, because the server sends no
 * other column of a deleted row.
 */
public final class KeyChoice {
  private final MessageKeys configured;

  /**
   * @param configured {@code message.key.columns}
   */
  public KeyChoice(MessageKeys configured) {
    this.configured = configured;
  }

  /**
   * The names of the key's columns, in the order of the key. All of them are columns of the
   * relation.
   *
   * @param facts what the catalog knows of the table, or null
   * @param sameMoment whether the relation was made from the catalog just now. If not, the catalog
   *     may be ahead of it
   * @throws UndeliverableTableException if a column of the key is not sent, so that different rows
   *     would have the same key
   */
  public List<String> columns(Relation relation, TableFacts facts, boolean sameMoment) {
    List<String> names = relation.columns().stream().map(RelationColumn::name).toList();
    List<String> chosen = configured.select(relation.namespace(), relation.name(), names);
    if (!chosen.isEmpty()) {
      return chosen;
    }
    List<String> identity =
        relation.columns().stream().filter(RelationColumn::key).map(RelationColumn::name).toList();
    Set<String> sent = new HashSet<>(names);
    Set<String> identitySet = new HashSet<>(identity);
    List<String> primaryKey =
        facts != null && sent.containsAll(facts.primaryKey()) ? facts.primaryKey() : List.of();
    if (relation.replicaIdentity() == ReplicaIdentity.INDEX
        && (primaryKey.isEmpty() || !identitySet.containsAll(primaryKey))) {
      if (facts == null) {
        return identity;
      }
      requireSent(relation, facts, facts.identityIndex(), sameMoment);
      boolean agrees = identitySet.equals(new HashSet<>(facts.identityIndex()));
      return agrees ? facts.identityIndex() : identity;
    }
    if (facts != null) {
      requireSent(relation, facts, facts.primaryKey(), sameMoment);
    }
    // the flags show the primary key at this place in the stream; the catalog adds only the order
    // of its columns
    if (relation.replicaIdentity() == ReplicaIdentity.DEFAULT
        && !identitySet.equals(new HashSet<>(primaryKey))) {
      return identity;
    }
    if (primaryKey.isEmpty() && facts != null && sent.containsAll(facts.uniqueKey())) {
      return facts.uniqueKey();
    }
    return primaryKey;
  }

  private static void requireSent(
      Relation relation, TableFacts facts, List<String> key, boolean sameMoment) {
    Map<String, RelationColumn> sent = new HashMap<>();
    relation.columns().forEach(column -> sent.put(column.name(), column));
    for (String column : key) {
      if (!sent.containsKey(column) && (sameMoment || isLeftOut(column, facts, sent))) {
        throw new UndeliverableTableException(
            relation,
            column,
            "is part of the key, and the server does not send it: it is generated, or the"
                + " publication's column list leaves it out. Without it, different rows would have"
                + " the same key",
            "Publish the column, or name other columns that identify a row: message.key.columns="
                + relation.id()
                + ":<column>,<column>");
      }
    }
  }

  /**
   * Whether the table had the column when the relation was described, so that the server leaves it
   * out. If not, the column has perhaps been added since. The catalog has the columns in the order
   * in which they were added.
   */
  private static boolean isLeftOut(
      String column, TableFacts facts, Map<String, RelationColumn> sent) {
    int known = 0;
    boolean found = false;
    boolean sentAfterIt = false;
    for (ColumnFacts each : facts.columns()) {
      RelationColumn same = sent.get(each.name());
      if (each.name().equals(column)) {
        if (each.generated()) {
          return true;
        }
        found = true;
      } else if (same != null
          && same.typeOid() == each.typeOid()
          && same.typmod() == each.typmod()) {
        known++;
        sentAfterIt |= found;
      }
    }
    return sentAfterIt && known == sent.size();
  }
}
