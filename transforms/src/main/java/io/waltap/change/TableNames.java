/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of Iceberg tables by the rules of S3 Tables: lower case letters, digits and underscores, a
 * letter or digit at both ends, at most 255 characters.
 *
 * <p>A unique name depends on schema and table alone, so it stays the same whatever other tables
 * come. A name that fits the rules as it is, and that no other table can have, has no hash. Every
 * other name ends with one.
 */
final class TableNames {
  private static final int LONGEST_NAME = 255;
  private static final int HASH_BYTES = 4;
  private static final String SEPARATOR = "__";
  private static final Pattern NOT_ALLOWED = Pattern.compile("[^a-z0-9_]");
  private static final Pattern OUTER_UNDERSCORES = Pattern.compile("^_+|_+$");

  private TableNames() {}

  /** The name after the rules are applied; empty if it has no letter and no digit. */
  static String allowed(String name) {
    return allowed(name, LONGEST_NAME);
  }

  private static String allowed(String name, int longest) {
    String lowered = NOT_ALLOWED.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("_");
    String trimmed = OUTER_UNDERSCORES.matcher(lowered).replaceAll("");
    return trimmed.length() <= longest
        ? trimmed
        : OUTER_UNDERSCORES.matcher(trimmed.substring(0, longest)).replaceAll("");
  }

  /** The table's own name in the schema {@code public}, else {@code schema__table}. */
  static String unique(String schema, String table) {
    boolean alone = schema.isEmpty() || schema.equals("public");
    String name = alone ? table : schema + SEPARATOR + table;
    boolean plain = isPlain(table) && (alone || isPlain(schema));
    return plain && name.equals(allowed(name)) ? name : hashed(name, schema, table);
  }

  /** A name of the user's format, with a hash if it had to be changed or may be another table's. */
  static String unique(TableFormat format, String schema, String table) {
    String name = format.name(schema, table);
    boolean plain = name.equals(allowed(name)) && format.tellsApart(name);
    return plain ? name : hashed(name, schema, table);
  }

  /** Whether the name has no underscores that could be taken for those of the separator. */
  private static boolean isPlain(String name) {
    return !name.contains(SEPARATOR) && !name.startsWith("_") && !name.endsWith("_");
  }

  private static String hashed(String name, String schema, String table) {
    String hash = hash(schema + "." + table);
    String start = allowed(name, LONGEST_NAME - 1 - hash.length());
    return (start.isEmpty() ? "t" : start) + "_" + hash;
  }

  private static String hash(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
