/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Reads the values of one image of a row: of the row before a change, or of the row after it. A
 * column has the same index in both images, whatever its place in the struct.
 */
public final class ImageReader {
  /** Null for a column that the image lacks. */
  private final NullableField[] columns;

  ImageReader(NullableField[] columns) {
    this.columns = columns;
  }

  /**
   * The schema of the column's values, which is optional and has no default. Null if the image
   * lacks the column.
   */
  public Schema schema(int column) {
    return columns[column] == null ? null : columns[column].schema();
  }

  /**
   * Returns the value of a column as it is stored: no default replaces a null. It is null if the
   * image lacks the column.
   */
  public Object value(Struct image, int column) {
    return columns[column] == null ? null : columns[column].read(image);
  }
}
