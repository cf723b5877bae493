/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.KeyCodec;
import io.waltap.mirror.schema.NewKeyColumnException;
import java.util.Iterator;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The key columns of a table, and the keys of its rows. */
public final class KeyColumns {
  private final List<Types.NestedField> fields;
  private final Schema schema;
  private final KeyCodec codec;

  /**
   * @param schema of the table
   * @param names of the key columns, in the order of the key
   */
  public KeyColumns(Schema schema, List<String> names) {
    // a column may have become required after the files were written that lack it
    this.fields = names.stream().map(name -> schema.findField(name).asOptional()).toList();
    this.schema = new Schema(fields);
    this.codec = new KeyCodec(types());
  }

  /** The columns alone, to read them from a file. */
  Schema schema() {
    return schema;
  }

  /** The types of the columns, in the order of the key. */
  List<Type> types() {
    return fields.stream().map(Types.NestedField::type).toList();
  }

  /** The ids of the columns, in the order of the key. */
  List<Integer> ids() {
    return fields.stream().map(Types.NestedField::fieldId).toList();
  }

  /**
   * The key of a row that was read.
   *
   * @param row its first values are those of {@link #schema()}
   * @throws NewKeyColumnException if it has not all values
   */
  Key keyOfRead(Record row) {
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
      if (values[i] == null) {
        throw new NewKeyColumnException(fields.get(i).name());
      }
    }
    return codec.encode(values);
  }

  /** The keys of rows that have all columns of the table. */
  public Iterator<Key> keys(List<Record> rows) {
    return rows.stream().map(this::key).iterator();
  }

  private Key key(Record row) {
    return codec.encode(fields.stream().map(field -> row.getField(field.name())).toArray());
  }
}
