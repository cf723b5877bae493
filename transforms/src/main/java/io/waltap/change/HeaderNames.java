/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/** Reads a header that names columns, in each form that a header converter may give it. */
final class HeaderNames {
  private HeaderNames() {}

  /** Returns the names in the header, or null if the header is absent or names nothing. */
  static List<String> read(Headers headers, String headerName) {
    if (headers.isEmpty()) {
      return null;
    }
    Header header = headers.lastWithName(headerName);
    if (header == null || header.value() == null) {
      return null;
    }
    List<String> names = new ArrayList<>();
    if (header.value() instanceof List<?> list) {
      list.forEach(name -> names.add(String.valueOf(name)));
    } else {
      String text =
          header.value() instanceof byte[] bytes
              ? new String(bytes, StandardCharsets.UTF_8)
              : header.value().toString();
      addNames(names, text);
    }
    return names.isEmpty() ? null : names;
  }

  /**
   * Reads {@code a,b}, and also {@code [a, b]} and {@code ["a","b"]}, since a header converter may
   * have written an array in these forms.
   */
  private static void addNames(List<String> names, String text) {
    String list = text.strip();
    if (list.startsWith("[") && list.endsWith("]")) {
      list = list.substring(1, list.length() - 1);
    }
    for (String item : list.split(",")) {
      String name = item.strip();
      if (name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")) {
        name = name.substring(1, name.length() - 1);
      }
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
  }
}
