/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Schema and values of one column type together: PostgreSQL's bytes in, Connect's value out. A
 * decoder is resolved once per relation and then called once per row, so it holds all that it needs
 * and is immutable and thread-safe (snapshot threads and the stream share decoders).
 */
public abstract class ColumnDecoder {

  /**
   * A fresh builder of the values' schema: type, semantic name, version, parameters, doc.
   * Optionality, default and propagated parameters belong to the column and are added by the
   * caller.
   */
  public abstract SchemaBuilder schema();

  /** Decodes a value in the type's binary send format, without copying what it does not keep. */
  public abstract Object decode(byte[] data, int offset, int length);

  /**
   * Decodes a value in text form (UTF-8). The server sends text only for types that have no binary
   * send function.
   *
   * @throws IllegalArgumentException if this type is always sent in binary
   */
  public Object decodeText(byte[] data, int offset, int length) {
    throw new IllegalArgumentException("text form not expected for " + getClass().getSimpleName());
  }

  /**
   * The value of a NOT NULL column that the server did not send (the {@code before} of a delete
   * under REPLICA IDENTITY DEFAULT): Debezium's fallback of the type, 0, "", false...
   */
  public abstract Object absent();

  /**
   * The made-up schema default of a NOT NULL column whose default is a function call, as Debezium
   * has it.
   */
  public Object functionDefault() {
    return absent();
  }

  /**
   * What stands for an unchanged TOASTed value that the server did not send: the configured
   * placeholder in the form of this type, or null where the type cannot carry it.
   */
  public Object unavailable() {
    return null;
  }

  /**
   * Whether a constant column default of this type is carried in the schema (Debezium leaves some
   * out).
   */
  public boolean carriesDefault() {
    return true;
  }

  /**
   * Whether the schema is optional even where the column is NOT NULL (Debezium's geometric types
   * but point).
   */
  public boolean alwaysOptional() {
    return false;
  }

  /**
   * This decoder for a column whose complete schema is known, with its optionality, default and
   * propagated parameters: Connect accepts a struct only if its schema equals that of its field.
   * Decoders whose values are not structs return themselves; a struct decoder that was not bound
   * builds structs of the optional schema without extras.
   */
  public ColumnDecoder withSchema(Schema columnSchema) {
    return this;
  }

  /**
   * What stands for an unchanged TOASTed array of this type, or null where no element can carry the
   * placeholder.
   */
  List<?> unavailableElements() {
    return null;
  }
}
