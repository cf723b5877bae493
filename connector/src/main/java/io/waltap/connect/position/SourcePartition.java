/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import java.util.List;
import java.util.Map;

/**
 * The source partitions: the keys under which positions are stored, and which an operator names in
 * Connect's offsets REST API.
 */
public final class SourcePartition {
  public static final String SERVER = "server";
  public static final String TABLE = "table";
  public static final String SLOT = "slot";

  /** Stands for a table in the partition of transaction boundaries (BEGIN and END records). */
  public static final String TRANSACTIONS = "(transactions)";

  /** Stands for a table in the partition of transactional logical messages. */
  public static final String MESSAGES = "(messages)";

  /** Stands for a table in the partition of logical messages outside of transactions. */
  public static final String IMMEDIATE_MESSAGES = "(immediate messages)";

  /** Stands for a table in a partition whose offset means nothing and is never read. */
  public static final String NOTHING = "(nothing)";

  /** All names that stand for a table without being a table. */
  public static final List<String> OTHERS = List.of(TRANSACTIONS, MESSAGES, IMMEDIATE_MESSAGES);

  private SourcePartition() {}

  /**
   * @param table {@code schema.table}
   */
  public static Map<String, String> table(String topicPrefix, String table) {
    return ordered(topicPrefix, TABLE, table);
  }

  public static Map<String, String> lane(String topicPrefix, String slot) {
    return ordered(topicPrefix, SLOT, slot);
  }

  /** Debezium's only partition. */
  public static Map<String, String> debezium(String topicPrefix) {
    return Map.of(SERVER, topicPrefix);
  }

  /**
   * Connect finds an offset by the bytes of its serialized partition, so the keys must come in the
   * same order in every process; those of {@link Map#of} do not.
   */
  private static Map<String, String> ordered(String topicPrefix, String key, String value) {
    return new PartitionMap(SERVER, topicPrefix, key, value);
  }
}
