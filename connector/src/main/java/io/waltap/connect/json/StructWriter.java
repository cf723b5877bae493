/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Writes a struct as a JSON object. Used by one thread at a time, as its plan is. */
final class StructWriter implements JsonWriter {
  private final Schema schema;
  private final FieldWriter[] fields;

  /**
   * Another schema instance that was found to be equal. Code that makes a schema for a part of the
   * record often makes only one.
   */
  private Schema equalSchema;

  /**
   * @param fields the writers of the fields; the first field's label opens the object
   */
  StructWriter(Schema schema, FieldWriter[] fields) {
    this.schema = schema;
    this.fields = fields;
  }

  @Override
  public void write(Object value, JsonBuffer out) {
    Struct struct = (Struct) value;
    requireOurs(struct.schema());
    if (fields.length == 0) {
      out.ascii('{');
    }
    for (FieldWriter field : fields) {
      field.write(struct, out);
    }
    out.ascii('}');
  }

  private void requireOurs(Schema its) {
    if (its != schema && its != equalSchema) {
      if (!its.equals(schema)) {
        throw new UnwritableException("a struct of another schema");
      }
      equalSchema = its;
    }
  }
}
