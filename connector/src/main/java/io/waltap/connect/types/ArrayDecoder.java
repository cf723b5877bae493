/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Decodes an array. The type of an array does not say how many dimensions its values have, and each
 * value may have others. So the elements of all dimensions are emitted as one list, in row-major
 * order, which is the order of the binary form. Lower bounds are not emitted.
 */
final class ArrayDecoder extends ColumnDecoder {

  private static final int MAX_DIMENSIONS = 6;

  private final Schema elementSchema;
  private final ColumnDecoder element;

  /** Elements are always optional: PostgreSQL has no array type whose elements cannot be NULL. */
  ArrayDecoder(ColumnDecoder element) {
    this.elementSchema = element.schema().optional().build();
    this.element = element.withSchema(elementSchema);
  }

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.array(elementSchema);
  }

  @Override
  public Object decode(byte[] data, int offset, int length) {
    WireReader reader = new WireReader(data, offset, length);
    int count = readHeader(reader);
    if (count == 0) {
      reader.requireEnd();
      return Collections.emptyList();
    }
    List<Object> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int size = reader.readLength();
      elements.add(size < 0 ? null : element.decode(data, reader.take(size), size));
    }
    reader.requireEnd();
    return elements;
  }

  @Override
  public Object absent() {
    return Collections.emptyList();
  }

  @Override
  public Object unavailable() {
    return element.unavailableElements();
  }

  @Override
  public boolean carriesDefault() {
    return false;
  }

  /**
   * Reads the dimensions, the NULL flag, the element type, and size and lower bound of each
   * dimension. Returns how many elements follow.
   */
  private static int readHeader(WireReader reader) {
    int dimensions = readDimensions(reader);
    reader.take(8);
    long count = dimensions == 0 ? 0 : 1;
    for (int i = 0; i < dimensions; i++) {
      int size = reader.readInt4();
      reader.take(4);
      if (size < 0) {
        throw WireReader.malformed("array dimension of " + size);
      }
      count *= size;
      if (count > Integer.MAX_VALUE) {
        throw WireReader.malformed("array of more elements than bytes");
      }
    }
    if (4 * count > reader.remaining()) {
      throw WireReader.malformed(
          "array of " + count + " elements in " + reader.remaining() + " bytes");
    }
    return (int) count;
  }

  static int readDimensions(WireReader reader) {
    int dimensions = reader.readInt4();
    if (dimensions < 0 || dimensions > MAX_DIMENSIONS) {
      throw WireReader.malformed("array of " + dimensions + " dimensions");
    }
    return dimensions;
  }
}
