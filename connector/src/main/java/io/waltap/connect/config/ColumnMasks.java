/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/**
 * Which columns are masked and how. If several masks select a column, the mask that hides most
 * wins: asterisks before a hash, and a hash before a cut.
 */
public final class ColumnMasks {

  static final String FIXED_KEY = "column.mask.with.<length>.chars";
  static final String TRUNCATE_KEY = "column.truncate.to.<length>.chars";
  static final String HASH_KEY = "column.mask.hash.<algorithm>.with.salt.<salt>";
  static final String HASH_V2_KEY = "column.mask.hash.v2.<algorithm>.with.salt.<salt>";

  private static final Pattern FIXED = Pattern.compile("column\\.mask\\.with\\.(\\d+)\\.chars");
  private static final Pattern TRUNCATE =
      Pattern.compile("column\\.truncate\\.to\\.(\\d+)\\.chars");
  private static final Pattern HASH =
      Pattern.compile("column\\.mask\\.hash\\.(v2\\.)?([^.]+)\\.with\\.salt\\.(.+)");

  private final List<Rule> fixed = new ArrayList<>();
  private final List<Rule> hashes = new ArrayList<>();
  private final List<Rule> cuts = new ArrayList<>();

  private ColumnMasks() {}

  /**
   * @throws ConfigException if a mask's key or its list of columns is invalid
   */
  static ColumnMasks of(Map<String, String> properties, String database) {
    ColumnMasks masks = new ColumnMasks();
    new TreeMap<>(properties)
        .forEach(
            (key, value) -> {
              if (isMaskKey(key)) {
                masks.add(rule(key, value, database));
              }
            });
    return masks;
  }

  /** Whether a key is meant as a mask, even if it is not well-formed. */
  static boolean isMaskKey(String key) {
    return key.startsWith("column.mask.") || key.startsWith("column.truncate.");
  }

  /**
   * @throws ConfigException if the key or the list of columns is invalid
   */
  static Rule rule(String key, String columns, String database) {
    return new Rule(NamePatterns.parse(key, columns, database, 3), mask(key, columns));
  }

  /**
   * The mask of a column.
   *
   * @return the mask, or null if the column's values stay as they are
   */
  public ColumnMask maskFor(String schema, String table, String column) {
    String name = schema + "." + table + "." + column;
    for (List<Rule> rules : List.of(fixed, hashes, cuts)) {
      for (Rule rule : rules) {
        if (rule.columns().matches(name)) {
          return rule.mask();
        }
      }
    }
    return null;
  }

  private void add(Rule rule) {
    if (rule.mask() instanceof ColumnMask.Fixed) {
      fixed.add(rule);
    } else if (rule.mask() instanceof ColumnMask.Hash) {
      hashes.add(rule);
    } else {
      cuts.add(rule);
    }
  }

  private static ColumnMask mask(String key, String columns) {
    Matcher matcher = FIXED.matcher(key);
    if (matcher.matches()) {
      return new ColumnMask.Fixed(length(key, columns, matcher.group(1), 0));
    }
    matcher = TRUNCATE.matcher(key);
    if (matcher.matches()) {
      return new ColumnMask.Truncate(length(key, columns, matcher.group(1), 1));
    }
    matcher = HASH.matcher(key);
    if (matcher.matches()) {
      String algorithm = matcher.group(2);
      requireAlgorithm(key, columns, algorithm);
      return new ColumnMask.Hash(
          algorithm,
          matcher.group(3),
          matcher.group(1) == null
              ? ColumnMask.HashInput.JAVA_SERIALIZATION
              : ColumnMask.HashInput.TEXT);
    }
    throw new ConfigException(
        key,
        columns,
        "this key is no mask; the keys of masks are "
            + String.join(", ", FIXED_KEY, TRUNCATE_KEY, HASH_KEY, HASH_V2_KEY));
  }

  private static int length(String key, String columns, String digits, int least) {
    try {
      int length = Integer.parseInt(digits);
      if (length >= least) {
        return length;
      }
    } catch (NumberFormatException e) {
      throw new ConfigException(
          key, columns, "the length in the key is too large: " + e.getMessage());
    }
    throw new ConfigException(key, columns, "the length in the key must be at least " + least);
  }

  private static void requireAlgorithm(String key, String columns, String algorithm) {
    try {
      Objects.requireNonNull(MessageDigest.getInstance(algorithm));
    } catch (NoSuchAlgorithmException e) {
      throw new ConfigException(
          key,
          columns,
          e.getMessage()
              + "; the worker's Java has "
              + String.join(", ", Security.getAlgorithms("MessageDigest")));
    }
  }

  /** A list of columns, and the mask for them. */
  record Rule(NamePatterns columns, ColumnMask mask) {}
}
