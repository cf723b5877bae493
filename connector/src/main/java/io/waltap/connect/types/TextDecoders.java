/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** Decoders of types whose values are strings. */
final class TextDecoders {

  private TextDecoders() {}

  /** Types that the server sends as their text: {@code text}, {@code json}, {@code xml}... */
  static final class Plain extends StringDecoder {

    Plain(String schemaName, String placeholder) {
      super(schemaName, placeholder);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      return WireReader.utf8(data, offset, length);
    }

    @Override
    public boolean isSentAsCharacters() {
      return true;
    }
  }

  /**
   * Types that the server sends as a version byte, always 1, and their text: {@code jsonb}, {@code
   * ltree}.
   */
  static final class Versioned extends StringDecoder {

    Versioned(String schemaName, String placeholder) {
      super(schemaName, placeholder);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      return text(data, offset, length);
    }

    @Override
    public boolean isSentAsCharacters() {
      return true;
    }

    static String text(byte[] data, int offset, int length) {
      if (length < 1 || data[offset] != 1) {
        throw WireReader.malformed("unknown version of a format of " + length + " bytes");
      }
      return WireReader.utf8(data, offset + 1, length - 1);
    }
  }

  /**
   * {@code "char"}: one byte. PostgreSQL shows bytes beyond ASCII in octal, and zero as the empty
   * string.
   */
  static final class SingleByte extends StringDecoder {

    SingleByte() {
      super(null, null);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      return text(data, offset, length);
    }

    static String text(byte[] data, int offset, int length) {
      WireReader.requireLength("\"char\"", 1, length);
      int code = data[offset] & 0xFF;
      if (code == 0) {
        return "";
      }
      return code < 0x80 ? String.valueOf((char) code) : "\\" + Integer.toOctalString(code);
    }
  }

  /** {@code uuid}. */
  static final class Uuid extends StringDecoder {

    private static final String NONE = "00000000-0000-0000-0000-000000000000";

    private final byte[] placeholder;

    Uuid(byte[] placeholder) {
      super("io.debezium.data.Uuid", null);
      this.placeholder = placeholder;
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      return text(data, offset, length);
    }

    @Override
    public Object functionDefault() {
      return NONE;
    }

    /** The name-based UUID of the placeholder, as in Debezium. */
    @Override
    List<?> unavailableElements() {
      return Collections.singletonList(UUID.nameUUIDFromBytes(placeholder).toString());
    }

    static String text(byte[] data, int offset, int length) {
      WireReader.requireLength("uuid", 16, length);
      return new UUID(WireReader.int8(data, offset), WireReader.int8(data, offset + 8)).toString();
    }
  }

  /** Types that are emitted in PostgreSQL's text form, which is made here from the binary form. */
  static final class Rendered extends StringDecoder {

    private final TextForm form;

    Rendered(String schemaName, String placeholder, TextForm form) {
      super(schemaName, placeholder);
      this.form = form;
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      StringBuilder out = new StringBuilder(48);
      form.append(data, offset, length, out);
      return out.toString();
    }

    @Override
    public boolean carriesDefault() {
      return false;
    }
  }
}
