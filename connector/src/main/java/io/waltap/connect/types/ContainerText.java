/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.function.IntFunction;

/**
 * PostgreSQL's text form of values that consist of other values, with PostgreSQL's rules for
 * quotes.
 */
final class ContainerText {

  private static final int EMPTY = 0x01;
  private static final int LOWER_INCLUSIVE = 0x02;
  private static final int UPPER_INCLUSIVE = 0x04;
  private static final int LOWER_INFINITE = 0x08;
  private static final int UPPER_INFINITE = 0x10;

  private ContainerText() {}

  /** A range: flags, then the bounds that exist. */
  static TextForm range(TextForm bound) {
    return (data, offset, length, out) -> {
      WireReader reader = new WireReader(data, offset, length);
      int flags = reader.readByte();
      if ((flags & EMPTY) != 0) {
        out.append("empty");
      } else {
        out.append((flags & LOWER_INCLUSIVE) != 0 ? '[' : '(');
        if ((flags & LOWER_INFINITE) == 0) {
          appendQuoted(render(reader, reader.readPresentLength(), bound), "()[],", out);
        }
        out.append(',');
        if ((flags & UPPER_INFINITE) == 0) {
          appendQuoted(render(reader, reader.readPresentLength(), bound), "()[],", out);
        }
        out.append((flags & UPPER_INCLUSIVE) != 0 ? ']' : ')');
      }
      reader.requireEnd();
    };
  }

  /** A multirange: ranges, each after its length. */
  static TextForm multirange(TextForm range) {
    return (data, offset, length, out) -> {
      WireReader reader = new WireReader(data, offset, length);
      int count = reader.readCount(5);
      out.append('{');
      for (int i = 0; i < count; i++) {
        if (i > 0) {
          out.append(',');
        }
        int size = reader.readPresentLength();
        range.append(data, reader.take(size), size, out);
      }
      out.append('}');
      reader.requireEnd();
    };
  }

  /**
   * A composite: its attributes, each with type and length. NULL is shown as nothing.
   *
   * @param forms finds the form of a type
   */
  static TextForm composite(IntFunction<TextForm> forms) {
    return (data, offset, length, out) -> {
      WireReader reader = new WireReader(data, offset, length);
      int count = reader.readCount(8);
      out.append('(');
      for (int i = 0; i < count; i++) {
        if (i > 0) {
          out.append(',');
        }
        int typeOid = reader.readInt4();
        int size = reader.readLength();
        if (size >= 0) {
          appendQuoted(render(reader, size, forms.apply(typeOid)), "(),", out);
        }
      }
      out.append(')');
      reader.requireEnd();
    };
  }

  /**
   * An array: dimensions with their lower bounds, then the elements. The bounds are shown if one of
   * them is not 1.
   */
  static TextForm array(TextForm element, char delimiter) {
    return (data, offset, length, out) -> {
      WireReader reader = new WireReader(data, offset, length);
      int dimensions = ArrayDecoder.readDimensions(reader);
      reader.take(8);
      int[] sizes = new int[dimensions];
      int[] lowerBounds = new int[dimensions];
      boolean bounds = false;
      for (int i = 0; i < dimensions; i++) {
        sizes[i] = reader.readInt4();
        lowerBounds[i] = reader.readInt4();
        if (sizes[i] < 1) {
          throw WireReader.malformed("array dimension of " + sizes[i]);
        }
        bounds |= lowerBounds[i] != 1;
      }
      if (bounds) {
        for (int i = 0; i < dimensions; i++) {
          out.append('[').append(lowerBounds[i]).append(':');
          out.append(lowerBounds[i] + sizes[i] - 1).append(']');
        }
        out.append('=');
      }
      if (dimensions == 0) {
        out.append("{}");
      } else {
        appendDimension(reader, sizes, 0, element, delimiter, out);
      }
      reader.requireEnd();
    };
  }

  /** {@code int2vector} and {@code oidvector}: arrays whose text has a space between elements. */
  static TextForm vector(TextForm element) {
    return (data, offset, length, out) -> {
      WireReader reader = new WireReader(data, offset, length);
      int dimensions = ArrayDecoder.readDimensions(reader);
      reader.take(8 + 8 * dimensions);
      boolean first = true;
      while (reader.remaining() > 0) {
        if (!first) {
          out.append(' ');
        }
        first = false;
        int size = reader.readPresentLength();
        element.append(data, reader.take(size), size, out);
      }
    };
  }

  /** {@code hstore}. */
  static void appendHstore(byte[] data, int offset, int length, StringBuilder out) {
    WireReader reader = new WireReader(data, offset, length);
    int count = reader.readCount(8);
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.append(", ");
      }
      appendEscaped(reader.readUtf8(reader.readPresentLength()), out);
      out.append("=>");
      int size = reader.readLength();
      if (size < 0) {
        out.append("NULL");
      } else {
        appendEscaped(reader.readUtf8(size), out);
      }
    }
    reader.requireEnd();
  }

  private static void appendDimension(
      WireReader reader,
      int[] sizes,
      int dimension,
      TextForm element,
      char delimiter,
      StringBuilder out) {
    out.append('{');
    for (int i = 0; i < sizes[dimension]; i++) {
      if (i > 0) {
        out.append(delimiter);
      }
      if (dimension + 1 < sizes.length) {
        appendDimension(reader, sizes, dimension + 1, element, delimiter, out);
      } else {
        appendElement(reader, element, delimiter, out);
      }
    }
    out.append('}');
  }

  private static void appendElement(
      WireReader reader, TextForm element, char delimiter, StringBuilder out) {
    int size = reader.readLength();
    if (size < 0) {
      out.append("NULL");
      return;
    }
    String text = render(reader, size, element);
    if (needsQuotes(text, "{}" + delimiter) || text.equalsIgnoreCase("NULL")) {
      appendEscaped(text, out);
    } else {
      out.append(text);
    }
  }

  private static String render(WireReader reader, int size, TextForm form) {
    StringBuilder text = new StringBuilder();
    form.append(reader.data(), reader.take(size), size, text);
    return text.toString();
  }

  /** Ranges and composites double a quote or backslash within quotes. */
  private static void appendQuoted(String text, String special, StringBuilder out) {
    if (!needsQuotes(text, special)) {
      out.append(text);
      return;
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append(c);
      }
      out.append(c);
    }
    out.append('"');
  }

  /** Arrays and hstore put a backslash before a quote or backslash. */
  private static void appendEscaped(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }

  private static boolean needsQuotes(String text, String special) {
    if (text.isEmpty()) {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean space = c == ' ' || (c >= '\t' && c <= '\r');
      if (space || c == '"' || c == '\\' || special.indexOf(c) >= 0) {
        return true;
      }
    }
    return false;
  }
}
