/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import io.waltap.mirror.buffer.Batch;
import io.waltap.mirror.buffer.RowBuffer;
import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.KeyCodec;
import io.waltap.mirror.change.Row;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.schema.RowShape;
import io.waltap.mirror.schema.SchemaFollower;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/**
 * Changes of a table as the reader gives them: {@code id} is the key, {@code name} is short, and
 * {@code text} is large, so that an update which does not change it does not send it. Each change
 * has the next offset, and an LSN that is larger than all before.
 */
public final class Notes {
  public static final TableIdentifier NAME = TableIdentifier.of("lake", "notes");
  public static final String TOPIC = "shop.public.notes";
  public static final RowShape SHAPE = shape("id");

  private static final KeyCodec CODEC = new KeyCodec(List.of(Types.LongType.get()));
  private static final int TEXT = 2;

  private long offset;
  private long lsn = 1000;

  /** The shape of the rows, with a key of one column. */
  public static RowShape shape(String key) {
    List<RowShape.Column> columns =
        List.of(
            new RowShape.Column("id", Types.LongType.get()),
            new RowShape.Column("name", Types.StringType.get()),
            new RowShape.Column("text", Types.StringType.get()));
    List<String> names = columns.stream().map(RowShape.Column::name).toList();
    return new RowShape(columns, new int[] {names.indexOf(key)});
  }

  /** Partitions by the name. */
  public static PartitionSpec byName() {
    return PartitionSpec.builderFor(SchemaFollower.create(SHAPE)).identity("name").build();
  }

  /** An empty mirror of the topic, of format version 3. */
  public static Table table(Catalog catalog, PartitionSpec spec) {
    return table(catalog, spec, 3);
  }

  /** An empty mirror of the topic. */
  public static Table table(Catalog catalog, PartitionSpec spec, int formatVersion) {
    ((SupportsNamespaces) catalog).createNamespace(NAME.namespace());
    return catalog.createTable(
        NAME,
        SchemaFollower.create(SHAPE),
        spec,
        Map.of(
            "format-version",
            Integer.toString(formatVersion),
            MirrorState.PROPERTY,
            MirrorState.created("mirror", TOPIC, SHAPE.keyNames()).json()));
  }

  /** An empty mirror of the topic, without partitions. */
  public static Table table(Catalog catalog) {
    return table(catalog, PartitionSpec.unpartitioned());
  }

  /** The rows of the table in the catalog, as texts such as {@code 1/a/long}, in any order. */
  public static List<String> rows(Catalog catalog) {
    return TestCatalog.rows(catalog, NAME).stream()
        .map(row -> row.get("id") + "/" + row.get("name") + "/" + row.get("text"))
        .toList();
  }

  /** A record of the table. */
  public static Record row(Table table, long id, String name, String text) {
    Record row = GenericRecord.create(table.schema());
    row.setField("id", id);
    row.setField("name", name);
    row.setField("text", text);
    return row;
  }

  /** The key of a row. */
  public static Key key(long id) {
    return CODEC.encode(new Object[] {id});
  }

  /** What a commit gets of some changes. */
  public static Batch batch(RowChange... changes) {
    RowBuffer buffer = new RowBuffer();
    List.of(changes).forEach(buffer::add);
    buffer.complete();
    return buffer.take();
  }

  /** A new row, or one with all its values. */
  public RowChange put(long id, String name, String text) {
    lsn++;
    return change(RowChange.Kind.UPSERT, key(id), row(id, name, text), SHAPE);
  }

  /** An update that does not send the text. */
  public RowChange rename(long id, String name) {
    lsn++;
    return change(RowChange.Kind.UPSERT, key(id), row(id, name, null), SHAPE);
  }

  public RowChange delete(long id) {
    lsn++;
    return change(RowChange.Kind.DELETE, key(id), null, SHAPE);
  }

  /** The second change of a row that gets another key, behind its delete, without the text. */
  public RowChange moved(long id, String name) {
    return change(RowChange.Kind.UPSERT, key(id), row(id, name, null), SHAPE);
  }

  public RowChange truncate() {
    lsn++;
    return change(RowChange.Kind.TRUNCATE, null, null, null);
  }

  /** A change of a row with another shape. */
  public RowChange put(RowShape shape, Key key, Object... values) {
    lsn++;
    return change(RowChange.Kind.UPSERT, key, new Row(shape, values, null), shape);
  }

  private static Row row(long id, String name, String text) {
    BitSet unknown = new BitSet();
    unknown.set(TEXT, text == null);
    return new Row(SHAPE, new Object[] {id, name, text}, unknown);
  }

  private RowChange change(RowChange.Kind kind, Key key, Row row, RowShape shape) {
    offset++;
    return new RowChange(
        kind,
        key,
        row,
        shape,
        null,
        1,
        lsn,
        -1,
        offset - 1,
        7000 + offset - 1,
        RowChange.Source.STREAM);
  }
}
