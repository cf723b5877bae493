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
import io.waltap.connect.types.StaleTypeException;
import io.waltap.connect.types.TypeRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
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
  private final KeyChoice keys;
  private final TypeRegistry types;

  public TableSchemas(ConnectorConfig config, TableCatalog catalog, TopicNaming topics) {
    this.config = config;
    this.catalog = catalog;
    this.topics = topics;
    this.keys = new KeyChoice(config.events().messageKeys());
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
   * @throws UndeliverableTableException if the server does not send the whole key
   */
  public TableSchema compile(Relation relation, TableSchema previous) {
    if (previous != null) {
      types.refresh();
    }
    // a Relation message follows a change of the table, so the catalog may be right from here on
    return build(relation, previous, EnumLabels.KNOWN_ONLY, Set.of(), false);
  }

  /**
   * Forgets the types that were looked up. Called once before the tables of a snapshot are
   * compiled, so that types that changed since they were last needed are read again.
   */
  public void refreshTypes() {
    types.refresh();
  }

  /**
   * Compiles a relation for a snapshot. The catalog is read at about the time of the snapshot. The
   * types may be older: then a row throws {@link StaleTypeException}, as in the stream.
   *
   * @throws UndeliverableTableException if the server does not send the whole key
   */
  public TableSchema compileForSnapshot(Relation relation) {
    return build(relation, null, EnumLabels.KNOWN_ONLY, Set.of(), true);
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
    return build(stale.relation(), stale, labels, stale.nullable(), false);
  }

  /**
   * Compiles again, with a column that has NULL in its records from here on.
   *
   * @throws UndeliverableTableException if it is a column of the key, which is never optional
   */
  public TableSchema recompile(TableSchema stale, UnexpectedNullException unexpected) {
    Set<String> nullable = new HashSet<>(stale.nullable());
    if (!nullable.add(unexpected.column())) {
      throw stale.nullInKey(unexpected.column());
    }
    return build(stale.relation(), stale, EnumLabels.ANY, nullable, false);
  }

  private TableSchema build(
      Relation relation,
      TableSchema previous,
      EnumLabels labels,
      Set<String> nullable,
      boolean sameMoment) {
    TableFacts facts = catalog.findTable(relation.oid());
    ColumnNumbers numbers = numbers(relation, facts, previous, sameMoment);
    if (facts == null) {
      LOG.info(
          "{}.{} is gone from the catalog; its events take optional columns without defaults",
          relation.namespace(),
          relation.name());
    }
    List<String> keyNames = keys.columns(relation, facts, sameMoment);
    try {
      return build(
          new Source(relation, facts, keyNames, numbers, labels, nullable, false), previous);
    } catch (StaleTypeException e) {
      // a default was just read from the catalog, and the type of its column was not
      types.refresh();
      return build(
          new Source(relation, facts, keyNames, numbers, labels, nullable, true), previous);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very message, and not a later one that is equal
  private ColumnNumbers numbers(
      Relation relation, TableFacts facts, TableSchema previous, boolean sameMoment) {
    if (!config.events().mirrorSignals()) {
      return ColumnNumbers.NONE;
    }
    if (previous != null && relation == previous.relation()) {
      return previous.numbers(); // what the catalog has now may be of a later definition
    }
    return sameMoment
        ? ColumnNumbers.now(relation, facts)
        : ColumnNumbers.streamed(
            relation, facts, previous == null ? ColumnNumbers.NONE : previous.numbers());
  }

  private TableSchema build(Source source, TableSchema previous) {
    Relation relation = source.relation();
    TableFacts facts = source.facts();
    List<String> keyNames = source.keyNames();
    Map<String, ColumnFacts> factsByName = new HashMap<>();
    if (facts != null) {
      facts.columns().forEach(column -> factsByName.put(column.name(), column));
    }
    Set<String> keySet = new HashSet<>(keyNames);
    FieldNames fields = new FieldNames(relation.id(), config.topics().fieldNames());

    String topic = topics.table(relation.namespace(), relation.name());
    SchemaBuilder value =
        SchemaBuilder.struct()
            .name(config.topics().schemaNames().adjust(topic + ".Value"))
            .optional();
    Map<String, ColumnDraft> drafts = new LinkedHashMap<>();
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
      ColumnDraft draft = draft(source, i, agrees ? known : null, inValue, inKey, fields);
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
    for (ColumnDraft draft : drafts.values()) {
      if (draft.inValue()) {
        columns.add(draft.column(valueSchema.field(draft.fieldName())));
      }
    }
    List<ColumnDraft> keyDrafts = keyNames.stream().map(drafts::get).toList();
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
        keyDrafts.stream().map(ColumnDraft::keyColumn).toList(),
        source.nullable(),
        source.numbers(),
        facts == null || facts.defaultsKnown());
  }

  private Schema keySchema(String topic, List<ColumnDraft> columns) {
    if (columns.isEmpty()) {
      return null;
    }
    SchemaBuilder key =
        SchemaBuilder.struct().name(config.topics().schemaNames().adjust(topic + ".Key"));
    columns.forEach(column -> key.field(column.fieldName(), column.keySchema()));
    return key.build();
  }

  /**
   * Prepares one column; null if columns of its type are left out. A column of the key never is:
   * without it, different rows would have the same key.
   */
  private ColumnDraft draft(
      Source source,
      int index,
      ColumnFacts facts,
      boolean inValue,
      boolean inKey,
      FieldNames fields) {
    Relation relation = source.relation();
    RelationColumn column = relation.columns().get(index);
    ColumnDecoder decoder =
        inKey
            ? types.decoderOfAnyType(column.typeOid(), column.typmod(), source.labels())
            : types.decoder(column.typeOid(), column.typmod(), source.labels());
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
    if (!catalog.textIsUtf8()) {
      decoder =
          FallbackDecoder.of(
              decoder, config.connection().fallbackCharset(), relation.id(), column.name(), inKey);
    }
    boolean mayBeNull = source.nullable().contains(column.name());
    boolean required =
        facts != null && facts.notNull() && !mayBeNull || inKey && isIdentity(relation, column);
    PgType type = types.type(column.typeOid());
    ColumnMask mask =
        config.events().columnMasks().maskFor(relation.namespace(), relation.name(), column.name());
    ColumnDecoder rowDecoder =
        mask == null
            ? decoder
            : new MaskedDecoder(decoder, mask, MaskedDecoder.declaredLength(type, column.typmod()));
    SchemaBuilder schema = columnSchema(source, column, rowDecoder, facts, required);
    boolean propagated =
        type != null
            && config
                .events()
                .sourceTypePropagation()
                .includes(relation.namespace(), relation.name(), column.name(), type.name());
    if (propagated) {
      SourceTypeParameters.add(schema, column, type, types, facts);
    }
    boolean numbered = source.numbers().addTo(schema, column.name(), mask == null);
    Schema built = schema.build();
    rowDecoder = rowDecoder.withSchema(built);
    Object constant = built.defaultValue();
    Object nullValue = rowDecoder instanceof MaskedDecoder masked ? masked.nullValue() : null;
    Object absent = !required ? nullValue : constant != null ? constant : rowDecoder.absent();
    Object unavailable = rowDecoder.unavailable();
    if (unavailable == null && !built.isOptional()) {
      unavailable = rowDecoder.absent();
    }
    // a key has no numbers: its bytes must stay the same. It can take any value but a struct, which
    // has a schema of its own
    boolean shared = inValue && mask == null && !propagated;
    boolean ownKey = inKey && !(shared && !(numbered && built.type() == Schema.Type.STRUCT));
    Schema keySchema =
        ownKey || inKey && numbered
            ? columnSchema(source, column, decoder, facts, required).build()
            : built;
    return new ColumnDraft(
        column.name(),
        fields.next(column.name()),
        index,
        column.key(),
        inValue,
        built,
        rowDecoder,
        nullValue,
        absent,
        unavailable,
        keySchema,
        ownKey ? decoder.withSchema(keySchema) : null);
  }

  /**
   * The schema of a column: the schema of its type, with nullability, default and comment from the
   * catalog.
   */
  private SchemaBuilder columnSchema(
      Source source,
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
    try {
      Object constant = defaultValue(decoder, facts, optional);
      if (constant != null) {
        schema.defaultValue(constant);
      }
    } catch (RuntimeException e) {
      if (e instanceof StaleTypeException && !source.typesAreFresh()) {
        throw e;
      }
      LOG.warn(
          "default of column \"{}\" of {} does not fit its schema and is left out",
          column.name(),
          source.relation().id(),
          e);
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
   * What a schema is compiled from.
   *
   * @param facts what the catalog knows, or null
   * @param numbers which columns of the catalog they are, for a mirror
   * @param nullable columns that are optional whatever the catalog says
   * @param typesAreFresh the types were read after the facts
   */
  private record Source(
      Relation relation,
      TableFacts facts,
      List<String> keyNames,
      ColumnNumbers numbers,
      EnumLabels labels,
      Set<String> nullable,
      boolean typesAreFresh) {}
}
