/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import io.waltap.change.ImageReader;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** The values of one row, before or after a change, and how they get into the new row. */
interface Image {
  /**
   * @param values the row's values; null if there are none
   * @param columns reads each column from the values
   * @param hidden indices of columns to leave null, or null
   */
  void write(Struct row, Struct values, ImageReader columns, BitSet hidden);

  /** An image whose names are known, but not yet its fields. */
  interface Target {
    Image resolve(Schema row);
  }

  /** Returns the value of a column, or null if the column is to be left null. */
  private static Object read(Struct values, ImageReader columns, int index, BitSet hidden) {
    return hidden != null && hidden.get(index) ? null : columns.value(values, index);
  }

  /** Writes each value to a column. */
  final class EachColumn implements Image {
    private final Field[] targets;

    EachColumn(Field[] targets) {
      this.targets = targets;
    }

    @Override
    public void write(Struct row, Struct values, ImageReader columns, BitSet hidden) {
      if (values == null) {
        return;
      }
      for (int i = 0; i < targets.length; i++) {
        Object value = Image.read(values, columns, i, hidden);
        if (value != null) {
          row.put(targets[i], value);
        }
      }
    }
  }

  /** Writes all values to one column, as a struct. */
  record StructColumn(Field target, EachColumn members) implements Image {
    @Override
    public void write(Struct row, Struct values, ImageReader columns, BitSet hidden) {
      if (values == null) {
        return;
      }
      Struct struct = new Struct(target.schema());
      members.write(struct, values, columns, hidden);
      row.put(target, struct);
    }
  }

  /** Writes all values to one column, as a map of text. */
  final class MapColumn implements Image {
    private final Field target;
    private final String[] names;
    private final TextValue[] texts;

    MapColumn(Field target, String[] names, TextValue[] texts) {
      this.target = target;
      this.names = names;
      this.texts = texts;
    }

    @Override
    public void write(Struct row, Struct values, ImageReader columns, BitSet hidden) {
      if (values == null) {
        return;
      }
      Map<String, String> map = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        map.put(names[i], texts[i].text(Image.read(values, columns, i, hidden)));
      }
      row.put(target, map);
    }
  }
}
