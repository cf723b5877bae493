/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which table a stored position belongs to, as the offset has it: {@code "oid"}, the OID of the
 * relation, and {@code "member"}, the OIDs of what makes it a table of the publication, in order
 * and separated by commas. A position without them was stored by an earlier version, by hand, or by
 * Debezium: then the table that has the name now is believed to be the table.
 *
 * @param oid 0: not known
 * @param members OIDs of rows of {@code pg_publication_rel} and {@code pg_publication_namespace},
 *     or of a publication that is FOR ALL TABLES; empty: not known
 */
public record TableIdentity(int oid, Set<Integer> members) {
  static final String OID = "oid";
  static final String MEMBER = "member";

  /** Nothing is known. */
  public static final TableIdentity UNKNOWN = new TableIdentity(0, Set.of());

  public TableIdentity {
    members = Set.copyOf(members);
  }

  /** Whether there is anything to store. Either all of it is stored, or nothing. */
  public boolean isKnown() {
    return oid != 0 && !members.isEmpty();
  }

  /** Adds the two keys, if they are known. */
  void addTo(Map<String, Object> offset) {
    if (isKnown()) {
      offset.put(OID, Integer.toUnsignedLong(oid));
      offset.put(MEMBER, member());
    }
  }

  private String member() {
    Set<Long> ordered = new TreeSet<>();
    members.forEach(member -> ordered.add(Integer.toUnsignedLong(member)));
    return ordered.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * Reads it from a stored offset.
   *
   * @throws IllegalArgumentException if one of the two keys is not what it should be
   */
  public static TableIdentity fromMap(Map<String, ?> offset) {
    Object oid = offset.get(OID);
    Object member = offset.get(MEMBER);
    if (oid == null || member == null) {
      return UNKNOWN;
    }
    Set<Integer> members = new TreeSet<>();
    try {
      for (String text : member.toString().split(",", -1)) {
        members.add(Integer.parseUnsignedInt(text.strip()));
      }
      return new TableIdentity(Integer.parseUnsignedInt(oid.toString()), members);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"oid\" must be a number, and \"member\" numbers separated by commas, not "
              + oid
              + " and \""
              + member
              + "\"",
          e);
    }
  }
}
