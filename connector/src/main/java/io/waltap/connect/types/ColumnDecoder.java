/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Schema and values of one column type: PostgreSQL's bytes in, Connect's value out. A decoder is
 * found once per relation and then called once per row, so it holds everything that it needs. It is
 * immutable and safe for several threads, because the snapshot's threads and the stream's thread
 * share decoders.
 */
public abstract class ColumnDecoder {

  /**
   * A new builder of the values' schema: type, semantic name, version, parameters, doc.
   * Optionality, default and propagated parameters belong to the column, so the caller adds them.
   */
  public abstract SchemaBuilder schema();

  /**
   * Decodes a value in the type's binary send format. It copies only the bytes that the result
   * keeps.
   */
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
   * The value of a NOT NULL column that the server did not send, such as in {@code before} of a
   * delete under REPLICA IDENTITY DEFAULT. It is Debezium's fallback for the type: 0, "", false...
   */
  public abstract Object absent();

  /**
   * The schema default that Debezium makes up for a NOT NULL column whose default is a function
   * call.
   */
  public Object functionDefault() {
    return absent();
  }

  /**
   * The value of a TOASTed column that the update did not touch, and that the server did not send.
   * It is the configured placeholder in the form of this type, or null if the type cannot carry it.
   */
  public Object unavailable() {
    return null;
  }

  /**
   * Whether the schema carries a constant column default of this type. Debezium leaves some out.
   */
  public boolean carriesDefault() {
    return true;
  }

  /**
   * Whether the schema is optional even if the column is NOT NULL. This is true for Debezium's
   * geometric types, except point.
   */
  public boolean alwaysOptional() {
    return false;
  }

  /**
   * Whether the binary send format is the text itself, perhaps after a version byte. In other
   * formats, text has its length before it.
   */
  public boolean isSentAsCharacters() {
    return false;
  }

  /**
   * This decoder for a column whose complete schema is known, with its optionality, default and
   * propagated parameters. Connect accepts a struct only if its schema equals the schema of its
   * field. A decoder whose values are not structs returns itself. A struct decoder that was not
   * bound builds structs of the optional schema, without default and propagated parameters.
   */
  public ColumnDecoder withSchema(Schema columnSchema) {
    return this;
  }

  /**
   * The elements of a TOASTed array of this type that the update did not touch. The result is null
   * if no element can carry the placeholder.
   */
  List<?> unavailableElements() {
    return null;
  }
}
