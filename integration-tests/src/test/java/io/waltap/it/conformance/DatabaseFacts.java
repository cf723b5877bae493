/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.waltap.it.harness.Json;
import io.waltap.it.harness.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The content of the catalog and of the tables of a case at one moment. It ties an expected
 * difference to its cause, and not to the name of a case.
 *
 * @param lsn a later change has this position in the WAL or a later one
 * @param tables by {@code schema.table}
 */
record DatabaseFacts(long lsn, Map<String, Table> tables) {
  private static final String LSN = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn";

  private static final String TABLES =
      """
      SELECT jsonb_build_object(
               'name', n.nspname || '.' || c.relname,
               'quoted', format('%I.%I', n.nspname, c.relname),
               'oid', c.oid::int8,
               'partitioned', c.relkind = 'p',
               'partition', c.relispartition,
               'ancestors', (
                 WITH RECURSIVE up AS (
                   SELECT h.inhparent FROM pg_inherits h WHERE h.inhrelid = c.oid
                    UNION
                   SELECT h.inhparent FROM up JOIN pg_inherits h ON h.inhrelid = up.inhparent)
                 SELECT COALESCE(jsonb_agg(pn.nspname || '.' || p.relname), '[]')
                   FROM up
                   JOIN pg_class p ON p.oid = up.inhparent
                   JOIN pg_namespace pn ON pn.oid = p.relnamespace),
               'keys', (
                 SELECT COALESCE(jsonb_agg(jsonb_build_object(
                          'primary', i.indisprimary,
                          'identity', i.indisreplident AND c.relreplident = 'i',
                          'columns', (
                            SELECT jsonb_agg(k.attname ORDER BY u.place)
                              FROM unnest(i.indkey) WITH ORDINALITY AS u(attnum, place)
                              JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = u.attnum
                             WHERE u.place <= i.indnkeyatts)) ORDER BY x.relname), '[]')
                   FROM pg_index i
                   JOIN pg_class x ON x.oid = i.indexrelid
                  WHERE i.indrelid = c.oid
                    AND (i.indisprimary OR i.indisreplident
                         OR i.indisunique AND i.indisvalid
                            AND i.indpred IS NULL AND i.indexprs IS NULL)),
               'rowFilter', (
                 SELECT to_jsonb(p) ->> 'rowfilter' FROM pg_publication_tables p
                  WHERE p.schemaname = n.nspname AND p.tablename = c.relname LIMIT 1),
               'columnList', (
                 SELECT to_jsonb(p) -> 'attnames' FROM pg_publication_tables p
                  WHERE p.schemaname = n.nspname AND p.tablename = c.relname
                    AND EXISTS (SELECT FROM pg_publication_rel r
                                 WHERE r.prrelid = c.oid AND to_jsonb(r) ->> 'prattrs' IS NOT NULL)
                  LIMIT 1),
               'columns', (
                 SELECT COALESCE(jsonb_object_agg(a.attname, jsonb_build_object(
                          'type', format_type(a.atttypid, a.atttypmod),
                          'notNull', a.attnotnull OR t.typtype = 'd' AND t.typnotnull,
                          'generated', a.attgenerated <> '',
                          'default', CASE WHEN a.attgenerated = ''
                                          THEN pg_get_expr(d.adbin, d.adrelid) END,
                          'keyword', d.adbin::text LIKE '%SQLVALUEFUNCTION%',
                          'comment', col_description(c.oid, a.attnum),
                          'labels', (
                            SELECT string_agg(l.enumlabel::text, ',' ORDER BY l.enumsortorder)
                              FROM pg_enum l WHERE l.enumtypid IN (t.oid, t.typelem)),
                          'element', e.typtype,
                          'toastable', a.attstorage <> 'p')), '{}')
                   FROM pg_attribute a
                   JOIN pg_type t ON t.oid = a.atttypid
                   LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
                   LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
             )::text
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
         AND NOT EXISTS (SELECT FROM pg_depend x
                          WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid
                            AND x.deptype = 'e')
      """;

  /**
   * Selects the text of each value, or the JSON text of an array, since numbers may be longer than
   * a JSON parser accepts.
   */
  private static final String ROWS =
      """
      SELECT jsonb_build_object(
               'table', '%s',
               'published', COALESCE(%s, false),
               'row', (SELECT jsonb_object_agg(f.key, f.value)
                         FROM jsonb_each_text(to_jsonb(its_row)%s) AS f(key, value))
             )::text
        FROM ONLY %s AS its_row
      """;

  /**
   * @param ancestors the tables of which it is a partition or from which it inherits, over all
   *     steps
   * @param uniqueKey columns of a unique index, if there is no primary key
   * @param identityIndex columns of the index of REPLICA IDENTITY USING INDEX; empty with any other
   *     identity
   */
  record Table(
      long oid,
      boolean partitioned,
      boolean partition,
      List<String> ancestors,
      List<String> primaryKey,
      List<String> uniqueKey,
      List<String> identityIndex,
      Map<String, Column> columns,
      List<Row> rows) {
    static final Table UNKNOWN =
        new Table(0, false, false, List.of(), List.of(), List.of(), List.of(), Map.of(), List.of());

    boolean exists() {
      return oid != 0;
    }

    Column column(String name) {
      return columns.getOrDefault(String.valueOf(name), Column.UNKNOWN);
    }

    /** Returns the key columns of records, unless a property changes them. */
    List<String> key() {
      return primaryKey.isEmpty() ? uniqueKey : primaryKey;
    }

    /**
     * Whether deletes have only the columns of an index, and these are not all of the primary key.
     */
    boolean foreignIdentity() {
      return !primaryKey.isEmpty()
          && !identityIndex.isEmpty()
          && !identityIndex.containsAll(primaryKey);
    }

    /** Whether there is such a row. */
    boolean holds(JsonNode part) {
      return rows.stream().anyMatch(row -> row.holds(part));
    }

    /**
     * Returns the values of the row with this key as texts, or a missing node if there is no such
     * row.
     */
    JsonNode row(JsonNode key) {
      return rows.stream()
          .filter(row -> row.holds(key))
          .map(Row::fields)
          .findFirst()
          .orElse(MissingNode.getInstance());
    }

    boolean anyUnpublishedRow() {
      return rows.stream().anyMatch(row -> !row.published());
    }
  }

  /**
   * @param type as {@code format_type} writes it: {@code numeric(5,-2)}, {@code time without time
   *     zone[]}
   * @param published false if the publication has a column list without this column
   * @param defaultExpression empty if there is none
   * @param keywordDefault whether the default is one of {@code CURRENT_DATE}, {@code CURRENT_USER}
   *     and the like
   * @param labels of an enum, or of the elements of an enum array, separated by commas; otherwise
   *     empty
   * @param element for an array, the kind of its elements: {@code e} enum, {@code d} domain, {@code
   *     c} composite; otherwise empty
   * @param toastable whether large values may be stored in a TOAST table
   */
  record Column(
      String type,
      boolean notNull,
      boolean generated,
      boolean published,
      String defaultExpression,
      boolean keywordDefault,
      String comment,
      String labels,
      String element,
      boolean toastable) {
    static final Column UNKNOWN = new Column("", false, false, true, "", false, "", "", "", false);

    boolean isArray() {
      return type.endsWith("[]");
    }

    /** Returns the type of an array's elements. */
    String elementType() {
      return type.substring(0, type.length() - "[]".length());
    }
  }

  /**
   * @param fields the text of each value
   * @param published false if the publication has a row filter that leaves out the row
   */
  record Row(JsonNode fields, boolean published) {
    /** Whether the row has these values; no row has an empty set of values. */
    boolean holds(JsonNode part) {
      return !part.isEmpty()
          && part.properties().stream()
              .allMatch(field -> same(fields.path(field.getKey()), field.getValue()));
    }

    private static boolean same(JsonNode one, JsonNode other) {
      return !one.isMissingNode()
          && one.isNull() == other.isNull()
          && one.asText().equals(other.asText());
    }
  }

  static DatabaseFacts read(TestDatabase database) {
    long lsn = database.number(LSN);
    List<JsonNode> read = database.texts(TABLES).stream().map(Json::parse).toList();
    Map<String, List<Row>> rows = rows(database, read);
    Map<String, Table> tables = new HashMap<>();
    for (JsonNode each : read) {
      String name = each.path("name").asText();
      tables.put(name, table(each, rows.getOrDefault(name, List.of())));
    }
    return new DatabaseFacts(lsn, Map.copyOf(tables));
  }

  Table table(String name) {
    return tables.getOrDefault(String.valueOf(name), Table.UNKNOWN);
  }

  private static Table table(JsonNode read, List<Row> rows) {
    List<String> primaryKey = new ArrayList<>();
    List<String> identityIndex = new ArrayList<>();
    for (JsonNode key : read.path("keys")) {
      if (key.path("primary").asBoolean()) {
        primaryKey.addAll(texts(key.path("columns")));
      }
      if (key.path("identity").asBoolean()) {
        identityIndex.addAll(texts(key.path("columns")));
      }
    }
    List<String> uniqueKey =
        primaryKey.isEmpty() ? texts(read.path("keys").path(0).path("columns")) : List.of();
    JsonNode columnList = read.path("columnList");
    Map<String, Column> columns = new HashMap<>();
    for (Map.Entry<String, JsonNode> column : read.path("columns").properties()) {
      boolean published = columnList.isNull() || texts(columnList).contains(column.getKey());
      columns.put(column.getKey(), column(column.getValue(), published));
    }
    return new Table(
        read.path("oid").asLong(),
        read.path("partitioned").asBoolean(),
        read.path("partition").asBoolean(),
        texts(read.path("ancestors")),
        List.copyOf(primaryKey),
        uniqueKey,
        List.copyOf(identityIndex),
        Map.copyOf(columns),
        rows);
  }

  private static Column column(JsonNode read, boolean published) {
    return new Column(
        text(read.path("type")),
        read.path("notNull").asBoolean(),
        read.path("generated").asBoolean(),
        published,
        text(read.path("default")),
        read.path("keyword").asBoolean(),
        text(read.path("comment")),
        text(read.path("labels")),
        text(read.path("element")),
        read.path("toastable").asBoolean());
  }

  private static Map<String, List<Row>> rows(TestDatabase database, List<JsonNode> tables) {
    Map<String, List<Row>> rows = new HashMap<>();
    if (tables.isEmpty()) {
      return rows;
    }
    String query =
        tables.stream().map(DatabaseFacts::rowsQuery).collect(Collectors.joining("UNION ALL\n"));
    for (String text : database.texts(query)) {
      JsonNode read = Json.parse(text);
      rows.computeIfAbsent(read.path("table").asText(), unused -> new ArrayList<>())
          .add(new Row(read.path("row"), read.path("published").asBoolean()));
    }
    return rows;
  }

  private static String rowsQuery(JsonNode table) {
    String filter = text(table.path("rowFilter"));
    return ROWS.formatted(
        table.path("name").asText().replace("'", "''"),
        filter.isEmpty() ? "true" : filter,
        oids(table.path("columns")),
        table.path("quoted").asText());
  }

  /**
   * Adds the OID of each value that names an object of the database, such as {@code regclass}, as
   * {@code column::oid}.
   */
  private static String oids(JsonNode columns) {
    return columns.properties().stream()
        .filter(column -> column.getValue().path("type").asText().startsWith("reg"))
        .map(Map.Entry::getKey)
        .map(name -> " || jsonb_build_object('%1$s::oid', its_row.\"%1$s\"::oid)".formatted(name))
        .collect(Collectors.joining());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return List.copyOf(texts);
  }

  /** Returns an empty string for null. */
  private static String text(JsonNode value) {
    return value.asText("");
  }
}
