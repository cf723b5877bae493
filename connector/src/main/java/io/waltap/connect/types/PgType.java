/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.List;

/**
 * A type as {@code pg_type} describes it.
 *
 * @param oid {@code pg_type.oid}
 * @param namespace schema of the type, {@code pg_catalog} for the built-in types
 * @param name {@code typname}, {@code _int4} for an array of {@code int4}
 * @param kind what the type is made of
 * @param relatedOid array: element type; domain: base type; range: subtype; multirange: its range;
 *     else 0
 * @param typmod domain: {@code typtypmod}, the modifier for the base type; else -1
 * @param labels enum: the labels in {@code enumsortorder}; else empty
 * @param attributes composite: its attributes in order, without dropped ones; else empty
 * @param delimiter {@code typdelim}, the separator of array elements in text form
 * @param sentAsText whether the type has no binary send function ({@code typsend = 0}), so that the
 *     server sends text
 */
public record PgType(
    int oid,
    String namespace,
    String name,
    Kind kind,
    int relatedOid,
    int typmod,
    List<String> labels,
    List<Attribute> attributes,
    char delimiter,
    boolean sentAsText) {

  /** What a type is made of, from {@code typtype} and {@code typcategory}. */
  public enum Kind {
    BASE,
    ARRAY,
    ENUM,
    DOMAIN,
    COMPOSITE,
    RANGE,
    MULTIRANGE
  }

  /** An attribute of a composite type. */
  public record Attribute(String name, int typeOid, int typmod) {}

  public PgType {
    labels = List.copyOf(labels);
    attributes = List.copyOf(attributes);
  }
}
