/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.Collections;
import java.util.List;
import org.apache.kafka.connect.data.SchemaBuilder;

/** A decoder of strings, plain or with a semantic name. */
abstract class StringDecoder extends ColumnDecoder {

  private final String schemaName;
  private final String placeholder;

  /**
   * @param schemaName semantic name, or null for a plain string
   * @param placeholder the value if the server did not send it, or null for types without a
   *     placeholder
   */
  StringDecoder(String schemaName, String placeholder) {
    this.schemaName = schemaName;
    this.placeholder = placeholder;
  }

  @Override
  public final SchemaBuilder schema() {
    SchemaBuilder builder = SchemaBuilder.string();
    return schemaName == null ? builder : builder.name(schemaName).version(1);
  }

  @Override
  public final Object decodeText(byte[] data, int offset, int length) {
    return WireReader.utf8(data, offset, length);
  }

  @Override
  public Object absent() {
    return "";
  }

  @Override
  public final Object unavailable() {
    return placeholder;
  }

  @Override
  List<?> unavailableElements() {
    return placeholder == null ? null : Collections.singletonList(placeholder);
  }
}
