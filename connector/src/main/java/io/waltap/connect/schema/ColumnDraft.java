/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.types.ColumnDecoder;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/**
 * A column before the schema of its row is complete.
 *
 * @param keyDecoder null if the key takes the row's value
 */
record ColumnDraft(
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
