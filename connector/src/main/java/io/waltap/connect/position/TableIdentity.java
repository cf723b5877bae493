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
 * <p>The position of a partitioned table that is published as the root of its partitions also has
 * {@code "partitions_xid"}, so that a partition that is attached later is noticed.
 *
 * @param oid 0: not known
 * @param members OIDs of rows of {@code pg_publication_rel} and {@code pg_publication_namespace},
 *     or of a publication that is FOR ALL TABLES; empty: not known
 * @param partitionsXid rows that came with partitions are delivered, or are read together with the
 *     table, if the partition was attached by a transaction before this one; 0: not known
 */
public record TableIdentity(int oid, Set<Integer> members, long partitionsXid) {
  static final String OID = "oid";
  static final String MEMBER = "member";
  static final String PARTITIONS_XID = "partitions_xid";

  /** Nothing is known. */
  public static final TableIdentity UNKNOWN = new TableIdentity(0, Set.of());

  public TableIdentity {
    members = Set.copyOf(members);
  }

  /** Nothing is known of partitions. */
  public TableIdentity(int oid, Set<Integer> members) {
    this(oid, members, 0);
  }

  /** Whether there is anything to store. Either all of it is stored, or nothing. */
  public boolean isKnown() {
    return oid != 0 && !members.isEmpty();
  }

  /** Adds the keys that are known. */
  void addTo(Map<String, Object> offset) {
    if (isKnown()) {
      offset.put(OID, Integer.toUnsignedLong(oid));
      offset.put(MEMBER, member());
      if (partitionsXid != 0) {
        offset.put(PARTITIONS_XID, partitionsXid);
      }
    }
  }

  /** How many keys {@link #addTo} adds. */
  int keys() {
    if (!isKnown()) {
      return 0;
    }
    return partitionsXid == 0 ? 2 : 3;
  }

  private String member() {
    Set<Long> ordered = new TreeSet<>();
    members.forEach(member -> ordered.add(Integer.toUnsignedLong(member)));
    return ordered.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * Reads it from a stored offset.
   *
   * @throws IllegalArgumentException if one of the keys is not what it should be
   */
  public static TableIdentity fromMap(Map<String, ?> offset) {
    Object oid = offset.get(OID);
    Object member = offset.get(MEMBER);
    if (oid == null || member == null) {
      return UNKNOWN;
    }
    Object xid = offset.get(PARTITIONS_XID);
    Set<Integer> members = new TreeSet<>();
    try {
      for (String text : member.toString().split(",", -1)) {
        members.add(Integer.parseUnsignedInt(text.strip()));
      }
      return new TableIdentity(
          Integer.parseUnsignedInt(oid.toString()),
          members,
          xid == null ? 0 : Long.parseLong(xid.toString()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"oid\" and \"partitions_xid\" must be numbers, and \"member\" numbers separated by"
              + " commas, not "
              + oid
              + ", "
              + xid
              + " and \""
              + member
              + "\"",
          e);
    }
  }
}
