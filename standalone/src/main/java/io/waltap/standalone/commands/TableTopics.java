/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

/** Names the topics of tables; {@link TopicNames} makes it in the connector's class loader. */
public interface TableTopics {
  /**
   * The topic of a table.
   *
   * @param table {@code schema.table}
   */
  String topic(String table);
}
