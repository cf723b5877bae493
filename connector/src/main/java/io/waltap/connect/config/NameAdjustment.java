/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/**
 * {@code schema.name.adjustment.mode} and {@code field.name.adjustment.mode}: how names are changed
 * so that Avro accepts them.
 */
public enum NameAdjustment {
  /** Names stay as they are. */
  NONE,
  /**
   * A character that Avro does not allow becomes an underscore. A digit at the start gets an
   * underscore before it.
   */
  AVRO,
  /**
   * A character that Avro does not allow, and the underscore itself, becomes {@code _u} and its
   * hexadecimal code, so that different names stay different. As in Debezium, a code of three
   * digits gets no zero before it.
   */
  AVRO_UNICODE;

  /** Adjusts the full name of a schema. The dots between its parts stay. */
  public String adjust(String name) {
    return adjust(name, ".");
  }

  /** Adjusts the name of a field, in which a dot is not allowed either. */
  public String adjustField(String name) {
    return adjust(name, "");
  }

  private String adjust(String name, String alsoAllowed) {
    if (this == NONE) {
      return name;
    }
    StringBuilder adjusted = new StringBuilder(name.length() + 8);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (isFirst(c) || (i > 0 && (isDigit(c) || alsoAllowed.indexOf(c) >= 0))) {
        adjusted.append(c);
      } else {
        adjusted.append(replacement(c));
        if (this == AVRO && isDigit(c)) {
          adjusted.append(c);
        }
      }
    }
    return adjusted.toString();
  }

  private boolean isFirst(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c == '_' && this == AVRO);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private String replacement(char c) {
    if (this == AVRO) {
      return "_";
    }
    String code = Integer.toHexString(c);
    return code.length() <= 2 ? "_u00" + code : "_u" + code;
  }
}
