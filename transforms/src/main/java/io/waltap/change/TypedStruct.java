/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * A struct whose schema says Connect's Timestamp, Time or Date, and whose values are {@code
 * java.time} objects.
 *
 * <p>The Iceberg sink creates columns from the schema, and converts values by their class.
 * Connect's own values of these types are {@link java.util.Date}, which has only milliseconds, and
 * {@link Struct#put} takes nothing else. So this class keeps the values itself, and overrides every
 * method of the parent that reads them. No default replaces a null. The struct is made for the sink
 * that is called next: nothing that validates or serializes it may come between.
 */
public final class TypedStruct extends Struct {
  private final Object[] values;

  TypedStruct(Schema schema, Object[] values) {
    super(schema);
    this.values = values;
  }

  @Override
  public Object get(String fieldName) {
    Field field = schema().field(fieldName);
    if (field == null) {
      throw new DataException(fieldName + " is not a valid field name");
    }
    return values[field.index()];
  }

  @Override
  public Object get(Field field) {
    return values[field.index()];
  }

  @Override
  public Object getWithoutDefault(String fieldName) {
    return get(fieldName);
  }

  @Override
  public Byte getInt8(String fieldName) {
    return (Byte) get(fieldName);
  }

  @Override
  public Short getInt16(String fieldName) {
    return (Short) get(fieldName);
  }

  @Override
  public Integer getInt32(String fieldName) {
    return (Integer) get(fieldName);
  }

  @Override
  public Long getInt64(String fieldName) {
    return (Long) get(fieldName);
  }

  @Override
  public Float getFloat32(String fieldName) {
    return (Float) get(fieldName);
  }

  @Override
  public Double getFloat64(String fieldName) {
    return (Double) get(fieldName);
  }

  @Override
  public Boolean getBoolean(String fieldName) {
    return (Boolean) get(fieldName);
  }

  @Override
  public String getString(String fieldName) {
    return (String) get(fieldName);
  }

  @Override
  public byte[] getBytes(String fieldName) {
    return BinaryValue.bytes(get(fieldName));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> List<T> getArray(String fieldName) {
    return (List<T>) get(fieldName);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <K, V> Map<K, V> getMap(String fieldName) {
    return (Map<K, V>) get(fieldName);
  }

  @Override
  public Struct getStruct(String fieldName) {
    return (Struct) get(fieldName);
  }

  @Override
  public Struct put(Field field, Object value) {
    values[field.index()] = value;
    return this;
  }

  @Override
  public void validate() {
    // the values are of other classes than the schema says, on purpose
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TypedStruct struct
        && schema().equals(struct.schema())
        && Arrays.deepEquals(values, struct.values);
  }

  @Override
  public int hashCode() {
    return 31 * schema().hashCode() + Arrays.deepHashCode(values);
  }

  /** The names of the fields that have a value. A row's values do not belong in a log. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("TypedStruct{");
    for (Field field : schema().fields()) {
      if (values[field.index()] != null) {
        text.append(text.charAt(text.length() - 1) == '{' ? "" : ",").append(field.name());
      }
    }
    return text.append('}').toString();
  }
}
