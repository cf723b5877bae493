/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import io.waltap.change.BinaryValue;
import io.waltap.change.TypeMapping;
import io.waltap.change.ValueConversion;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * The values of one column as text: ISO 8601 for dates and times, plain digits for numbers, base64
 * for bytes, JSON for lists, maps and structs.
 */
final class TextValue {
  private final ValueConversion conversion;

  private TextValue(ValueConversion conversion) {
    this.conversion = conversion;
  }

  static TextValue of(Schema schema, String column) {
    return new TextValue(TypeMapping.FOR_TEXT.compile(schema, column));
  }

  /** Returns the text of a value, and null for null. */
  String text(Object value) {
    Object converted = value == null ? null : conversion.convert(value);
    return converted == null ? null : render(converted);
  }

  private static String render(Object value) {
    if (value instanceof List<?> || value instanceof Map<?, ?> || value instanceof Struct) {
      StringBuilder json = new StringBuilder();
      appendJson(json, value);
      return json.toString();
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof LocalDateTime moment) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(moment);
    }
    if (value instanceof OffsetDateTime moment) {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moment);
    }
    if (value instanceof byte[] || value instanceof ByteBuffer) {
      return Base64.getEncoder().encodeToString(BinaryValue.bytes(value));
    }
    return value.toString();
  }

  private static void appendJson(StringBuilder json, Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      json.append(value instanceof BigDecimal number ? number.toPlainString() : value);
    } else if (value instanceof List<?> list) {
      char separator = '[';
      for (Object item : list) {
        json.append(separator);
        appendJson(json, item);
        separator = ',';
      }
      json.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof Map<?, ?> map) {
      char separator = '{';
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.append(separator);
        appendString(json, String.valueOf(entry.getKey()));
        json.append(':');
        appendJson(json, entry.getValue());
        separator = ',';
      }
      json.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof Struct struct) {
      char separator = '{';
      for (Field field : struct.schema().fields()) {
        json.append(separator);
        appendString(json, field.name());
        json.append(':');
        appendJson(json, struct.get(field));
        separator = ',';
      }
      json.append(struct.schema().fields().isEmpty() ? "{}" : "}");
    } else {
      appendString(json, render(value));
    }
  }

  private static void appendString(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        String hex = Integer.toHexString(c);
        json.append("\\u").append("0000", 0, 4 - hex.length()).append(hex);
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
