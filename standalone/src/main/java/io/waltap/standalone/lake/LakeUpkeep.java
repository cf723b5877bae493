/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.lake;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code ./waltap run} does itself in an Iceberg catalog: it keeps texts in a table of its
 * own, and expires snapshots. As in {@link LakeReader}, only types of the JDK are in its methods.
 */
public interface LakeUpkeep extends AutoCloseable {
  /**
   * A text that was saved; empty if there is none, no such table or no such namespace.
   *
   * @param table the table of our own
   * @param key which text
   */
  Optional<String> text(String namespace, String table, String key);

  /** The tables in a namespace that have a property; none if there is no such namespace. */
  List<String> tablesWith(String namespace, String property);

  /**
   * The mirror tables in a namespace, by their topics. A table that was a mirror, and has another
   * name than the mirror sink gives to the table of its topic, is none any more.
   *
   * @param mirror the configuration of the mirror sink
   */
  Map<String, MirrorTable> mirrors(String namespace, Map<String, String> mirror);

  /**
   * Saves a text as a property of a table, which is created if it does not exist. When this
   * returns, the catalog has it.
   */
  void saveText(String namespace, String table, String key, String text);

  /**
   * The largest offset of a control topic up to which the sink's messages are in the tables of a
   * namespace, as their snapshots have it; 0 if none has.
   *
   * @param property set to true in the tables that count
   */
  long committedOffset(String namespace, String property, String controlTopic);

  /**
   * Expires snapshots of the tables in a namespace that have a property, and deletes the files that
   * no other snapshot needs. The current snapshot and those with a tag or a branch stay. Those of
   * mirrors stay, too: their sink expires them.
   *
   * @param property set to true in the tables that may be touched
   * @param olderThan younger snapshots stay
   * @return how many snapshots were expired
   */
  int expireSnapshots(String namespace, String property, Instant olderThan);

  @Override
  void close();
}
