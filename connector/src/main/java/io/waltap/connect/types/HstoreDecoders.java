/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Decoders of {@code hstore}. Its binary form is a count, then keys and values, each after its
 * length.
 */
final class HstoreDecoders {

  private HstoreDecoders() {}

  static ColumnDecoder hstore(TypeOptions options) {
    String placeholder = new String(options.unavailablePlaceholder(), StandardCharsets.UTF_8);
    return switch (options.hstore()) {
      case JSON -> new JsonObject(placeholder);
      case MAP -> new StringMap(placeholder);
    };
  }

  /**
   * The pairs in the order of a HashMap. The order of an hstore means nothing, but it shows in the
   * JSON, and Debezium has the order of a HashMap.
   */
  private static Map<String, String> pairs(byte[] data, int offset, int length) {
    WireReader reader = new WireReader(data, offset, length);
    int count = reader.readCount(8);
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String key = reader.readUtf8(reader.readPresentLength());
      int size = reader.readLength();
      pairs.put(key, size < 0 ? null : reader.readUtf8(size));
    }
    reader.requireEnd();
    return pairs;
  }

  private static final class JsonObject extends StringDecoder {

    JsonObject(String placeholder) {
      super("io.debezium.data.Json", unavailableObject(placeholder));
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      StringBuilder out = new StringBuilder(length + 16);
      char separator = '{';
      for (Map.Entry<String, String> pair : pairs(data, offset, length).entrySet()) {
        out.append(separator);
        separator = ',';
        appendString(pair.getKey(), out);
        out.append(':');
        if (pair.getValue() == null) {
          out.append("null");
        } else {
          appendString(pair.getValue(), out);
        }
      }
      return separator == '{' ? "{}" : out.append('}').toString();
    }

    @Override
    public Object absent() {
      return "{}";
    }

    private static String unavailableObject(String placeholder) {
      StringBuilder out = new StringBuilder().append('{');
      appendString(placeholder, out);
      out.append(':');
      appendString(placeholder, out);
      return out.append('}').toString();
    }

    private static void appendString(String text, StringBuilder out) {
      out.append('"');
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '"' -> out.append("\\\"");
          case '\\' -> out.append("\\\\");
          case '\b' -> out.append("\\b");
          case '\f' -> out.append("\\f");
          case '\n' -> out.append("\\n");
          case '\r' -> out.append("\\r");
          case '\t' -> out.append("\\t");
          default -> {
            if (c < ' ') {
              out.append("\\u00").append(c < 0x10 ? '0' : '1');
              out.append("0123456789ABCDEF".charAt(c & 0xF));
            } else {
              out.append(c);
            }
          }
        }
      }
      out.append('"');
    }
  }

  private static final class StringMap extends ColumnDecoder {

    private final String placeholder;

    StringMap(String placeholder) {
      this.placeholder = placeholder;
    }

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      return pairs(data, offset, length);
    }

    @Override
    public Object absent() {
      return Collections.emptyMap();
    }

    @Override
    public Object unavailable() {
      return Collections.singletonMap(placeholder, placeholder);
    }

    @Override
    List<?> unavailableElements() {
      return Collections.singletonList(unavailable());
    }

    @Override
    public boolean carriesDefault() {
      return false;
    }
  }
}
