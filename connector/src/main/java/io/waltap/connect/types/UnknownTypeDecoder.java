/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Decodes a type without a representation of its own. With {@code include.unknown.datatypes} it
 * emits the bytes of the type's text form. If the binary form is unknown, it emits the bytes as the
 * server sent them.
 */
final class UnknownTypeDecoder extends ColumnDecoder {

  private final ByteValues values;
  private final byte[] placeholder;
  private final TextForm form;

  /**
   * @param form makes the text, or null if only the type's extension knows the text
   */
  UnknownTypeDecoder(TypeOptions options, TextForm form) {
    this.values = new ByteValues(options.binary());
    this.placeholder = options.unavailablePlaceholder();
    this.form = form;
  }

  @Override
  public SchemaBuilder schema() {
    return values.schema();
  }

  @Override
  public Object decode(byte[] data, int offset, int length) {
    if (form == null) {
      return values.value(data, offset, length);
    }
    StringBuilder out = new StringBuilder(48);
    form.append(data, offset, length, out);
    return values.value(out.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Object decodeText(byte[] data, int offset, int length) {
    return values.value(data, offset, length);
  }

  @Override
  public Object absent() {
    return values.value(new byte[0]);
  }

  @Override
  public Object unavailable() {
    return values.value(placeholder);
  }

  @Override
  public boolean carriesDefault() {
    return false;
  }
}
