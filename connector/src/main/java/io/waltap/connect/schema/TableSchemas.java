/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.config.ColumnMask;
import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.schema.TableFacts.ColumnFacts;
import io.waltap.connect.schema.TableFacts.DefaultValue;
import io.waltap.connect.types.ColumnDecoder;
import io.waltap.connect.types.EnumLabels;
import io.waltap.connect.types.PgType;
import io.waltap.connect.types.TypeRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.SchemaBuilderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles relations into {@link TableSchema}s. The Relation message says what the columns are. The
 * catalog adds what the message lacks. After DDL the catalog may be ahead of the stream, so it is
 * used only if it agrees with the message. Safe for several threads.
 */
public final class TableSchemas {
  private static final Logger LOG = LoggerFactory.getLogger(TableSchemas.class);

  private final ConnectorConfig config;
  private final TableCatalog catalog;
  private final TopicNaming topics;
  private final TypeRegistry types;

  public TableSchemas(ConnectorConfig config, TableCatalog catalog, TopicNaming topics) {
    this.config = config;
    this.catalog = catalog;
    this.topics = topics;
    this.types = new TypeRegistry(config.types(), catalog);
  }

  /** Whether the type has no binary form, so that the server sends text. */
  public boolean sentAsText(int typeOid) {
    PgType type = types.type(typeOid);
    return type != null && type.sentAsText();
  }

  /**
   * Compiles a relation.
   *
   * @param previous the table's schema until now, or null. If nothing changed, its Connect schemas
   *     are used again, because converters cache by identity.
   */
  public TableSchema compile(Relation relation, TableSchema previous) {
    if (previous != null) {
      types.refresh();
    }
    // a Relation message follows a change of the table, so the catalog may be right from here on
    return build(relation, previous, EnumLabels.KNOWN_ONLY, Set.of());
  }

  /** Compiles a relation for a snapshot. The catalog is read at about the time of the snapshot. */
  public TableSchema compileForSnapshot(Relation relation) {
    return build(relation, null, EnumLabels.ANY, Set.of());
  }

  /**
   * Compiles again, with the types that the catalog has now. This is done after a value did not fit
   * a type as it was known.
   *
   * @param labels {@link EnumLabels#ANY} if the value did not fit even after the types were read
   *     again
   */
  public TableSchema recompile(TableSchema stale, EnumLabels labels) {
    types.refresh();
    return build(stale.relation(), stale, labels, stale.nullable());
  }

  /** Compiles again, with a column that may be NULL in this part of the stream. */
  public TableSchema recompile(TableSchema stale, UnexpectedNullException unexpected) {
    Set<String> nullable = new HashSet<>(stale.nullable());
    if (!nullable.add(unexpected.column())) {
      throw unexpected; // a column of the key, which is never optional
    }
    return build(stale.relation(), stale, EnumLabels.ANY, nullable);
  }

  private TableSchema build(
      Relation relation, TableSchema previous, EnumLabels labels, Set<String> nullable) {
    TableFacts facts = catalog.findTable(relation.oid());
    if (facts == null) {
      LOG.info(
          "{}.{} is gone from the catalog; its events take optional columns without defaults",
          relation.namespace(),
          relation.name());
    }
    Map<String, ColumnFacts> factsByName = new HashMap<>();
    if (facts != null) {
      facts.columns().forEach(column -> factsByName.put(column.name(), column));
    }
    List<String> keyNames = keyColumns(relation, facts);
    Set<String> keySet = new HashSet<>(keyNames);

    String topic = topics.table(relation.namespace(), relation.name());
    SchemaBuilder value =
        SchemaBuilder.struct()
            .name(config.topics().schemaNames().adjust(topic + ".Value"))
            .optional();
    Map<String, Draft> drafts = new LinkedHashMap<>();
    for (int i = 0; i < relation.columns().size(); i++) {
      RelationColumn column = relation.columns().get(i);
      boolean inValue =
          config.filters().columns().includes(relation.namespace(), relation.name(), column.name());
      boolean inKey = keySet.contains(column.name());
      if (!inValue && !inKey) {
        continue;
      }
      ColumnFacts known = factsByName.get(column.name());
      boolean agrees =
          known != null && known.typeOid() == column.typeOid() && known.typmod() == column.typmod();
      boolean mayBeNull = nullable.contains(column.name());
      Draft draft = draft(relation, i, agrees ? known : null, inValue, inKey, labels, mayBeNull);
      if (draft != null) {
        drafts.put(column.name(), draft);
        if (inValue) {
          value.field(draft.fieldName(), draft.schema());
        }
      }
    }
    Schema valueSchema = value.build();
    if (previous != null && previous.valueSchema().equals(valueSchema)) {
      valueSchema = previous.valueSchema();
    }
    List<Column> columns = new ArrayList<>();
    for (Draft draft : drafts.values()) {
      if (draft.inValue()) {
        columns.add(draft.column(valueSchema.field(draft.fieldName())));
      }
    }
    List<Draft> keyDrafts = keyNames.stream().map(drafts::get).filter(Objects::nonNull).toList();
    Schema keySchema = keySchema(topic, keyDrafts);
    if (previous != null && keySchema != null && keySchema.equals(previous.keySchema())) {
      keySchema = previous.keySchema();
    }
    return new TableSchema(
        relation,
        topic,
        keySchema,
        valueSchema,
        columns,
        keyDrafts.stream().map(Draft::keyColumn).toList(),
        nullable);
  }

  private Schema keySchema(String topic, List<Draft> columns) {
    if (columns.isEmpty()) {
      return null;
    }
    SchemaBuilder key =
        SchemaBuilder.struct().name(config.topics().schemaNames().adjust(topic + ".Key"));
    columns.forEach(column -> key.field(column.fieldName(), column.keySchema()));
    return key.build();
  }

  /**
   * The names of the record key's columns. They are those of {@code message.key.columns}, else the
   * primary key, else the replica identity's index, else a unique index. The replica identity's
   * index may lack a column of the primary key. Then its columns are the key, because the server
   * sends no other column of a deleted row.
   */
  private List<String> keyColumns(Relation relation, TableFacts facts) {
    List<String> configured =
        config
            .events()
            .messageKeys()
            .select(
                relation.namespace(),
                relation.name(),
                relation.columns().stream().map(RelationColumn::name).toList());
    if (!configured.isEmpty()) {
      return configured;
    }
    List<String> identity = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (RelationColumn column : relation.columns()) {
      names.add(column.name());
      if (column.key()) {
        identity.add(column.name());
      }
    }
    List<String> primaryKey =
        facts != null && names.containsAll(facts.primaryKey()) ? facts.primaryKey() : List.of();
    Set<String> identitySet = new HashSet<>(identity);
    ReplicaIdentity kind = relation.replicaIdentity();
    if (kind == ReplicaIdentity.DEFAULT) {
      // the flags show the primary key at this place in the stream; the catalog adds only the order
      // of its columns
      if (!identitySet.equals(new HashSet<>(primaryKey))) {
        return identity;
      }
    }
    if (kind == ReplicaIdentity.INDEX
        && (primaryKey.isEmpty() || !identitySet.containsAll(primaryKey))) {
      boolean agrees = facts != null && identitySet.equals(new HashSet<>(facts.identityIndex()));
      return agrees ? facts.identityIndex() : identity;
    }
    if (primaryKey.isEmpty() && facts != null && names.containsAll(facts.uniqueKey())) {
      return facts.uniqueKey();
    }
    return primaryKey;
  }

  /** Prepares one column; null if columns of its type are left out. */
  private Draft draft(
      Relation relation,
      int index,
      ColumnFacts facts,
      boolean inValue,
      boolean inKey,
      EnumLabels labels,
      boolean mayBeNull) {
    RelationColumn column = relation.columns().get(index);
    ColumnDecoder decoder = types.decoder(column.typeOid(), column.typmod(), labels);
    if (decoder == null) {
      LOG.info(
          "column \"{}\" of {}.{} is left out: type OID {} has no representation"
              + " (include.unknown.datatypes=true emits its text)",
          column.name(),
          relation.namespace(),
          relation.name(),
          Integer.toUnsignedString(column.typeOid()));
      return null;
    }
    boolean required =
        facts != null && facts.notNull() && !mayBeNull || inKey && isIdentity(relation, column);
    PgType type = types.type(column.typeOid());
    SchemaBuilder keySchema = columnSchema(relation, column, decoder, facts, required);
    ColumnMask mask =
        config.events().columnMasks().maskFor(relation.namespace(), relation.name(), column.name());
    ColumnDecoder rowDecoder =
        mask == null
            ? decoder
            : new MaskedDecoder(decoder, mask, MaskedDecoder.declaredLength(type, column.typmod()));
    SchemaBuilder schema = columnSchema(relation, column, rowDecoder, facts, required);
    boolean propagated =
        type != null
            && config
                .events()
                .sourceTypePropagation()
                .includes(relation.namespace(), relation.name(), column.name(), type.name());
    if (propagated) {
      SourceTypeParameters.add(schema, column, type, types, facts);
    }
    Schema built = schema.build();
    rowDecoder = rowDecoder.withSchema(built);
    Object constant = built.defaultValue();
    Object nullValue = rowDecoder instanceof MaskedDecoder masked ? masked.nullValue() : null;
    Object absent = !required ? nullValue : constant != null ? constant : rowDecoder.absent();
    Object unavailable = rowDecoder.unavailable();
    if (unavailable == null && !built.isOptional()) {
      unavailable = rowDecoder.absent();
    }
    Schema keyBuilt = keySchema.build();
    boolean sameInKey = inValue && mask == null && !propagated;
    return new Draft(
        column.name(),
        config.topics().fieldNames().adjustField(column.name()),
        index,
        column.key(),
        inValue,
        built,
        rowDecoder,
        nullValue,
        absent,
        unavailable,
        sameInKey ? built : keyBuilt,
        sameInKey ? null : decoder.withSchema(keyBuilt));
  }

  /**
   * The schema of a column: the schema of its type, with nullability, default and comment from the
   * catalog.
   */
  private SchemaBuilder columnSchema(
      Relation relation,
      RelationColumn column,
      ColumnDecoder decoder,
      ColumnFacts facts,
      boolean required) {
    boolean optional = !required || decoder.alwaysOptional();
    SchemaBuilder schema = decoder.schema();
    if (optional) {
      schema.optional();
    }
    if (facts == null) {
      return schema;
    }
    if (config.events().includeSchemaComments()
        && facts.comment() != null
        && schema.doc() == null) {
      schema.doc(facts.comment());
    }
    Object constant = defaultValue(decoder, facts, optional);
    if (constant != null) {
      try {
        schema.defaultValue(constant);
      } catch (SchemaBuilderException e) {
        LOG.warn(
            "default of column \"{}\" of {}.{} does not fit its schema and is left out",
            column.name(),
            relation.namespace(),
            relation.name(),
            e);
      }
    }
    return schema;
  }

  /**
   * Whether the column is part of a key that excludes NULL. Under FULL every column is flagged, so
   * the flag says nothing.
   */
  private static boolean isIdentity(Relation relation, RelationColumn column) {
    return column.key() && relation.replicaIdentity() != ReplicaIdentity.FULL;
  }

  private static Object defaultValue(ColumnDecoder decoder, ColumnFacts facts, boolean optional) {
    if (facts.defaultValue() instanceof DefaultValue.Function) {
      return optional || !decoder.carriesDefault() ? null : decoder.functionDefault();
    }
    if (!(facts.defaultValue() instanceof DefaultValue.Constant constant)
        || constant.value() == null
        || !decoder.carriesDefault()) {
      return null;
    }
    byte[] value = constant.value();
    return constant.text()
        ? decoder.decodeText(value, 0, value.length)
        : decoder.decode(value, 0, value.length);
  }

  /**
   * A column before the schema of its row is complete.
   *
   * @param keyDecoder null if the key takes the row's value
   */
  private record Draft(
      String name,
      String fieldName,
      int index,
      boolean identity,
      boolean inValue,
      Schema schema,
      ColumnDecoder decoder,
      Object nullValue,
      Object absent,
      Object unavailable,
      Schema keySchema,
      ColumnDecoder keyDecoder) {
    Column column(Field field) {
      return new Column(name, index, identity, field, decoder, nullValue, absent, unavailable);
    }

    KeyColumn keyColumn() {
      return new KeyColumn(index, identity, keyDecoder == null ? fieldName : null, keyDecoder);
    }
  }
}
