/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

/**
 * A table's name in its two parts. One text would not tell {@code "a.b".c} from {@code a."b.c"}, so
 * a text is made of it only for offsets, topics, the event's transaction block, and messages.
 */
public record TableId(String schema, String name) implements Comparable<TableId> {
  /** {@code schema.name}, without quotes. */
  public String text() {
    return schema + "." + name;
  }

  @Override
  public int compareTo(TableId other) {
    int order = schema.compareTo(other.schema);
    return order == 0 ? name.compareTo(other.name) : order;
  }

  @Override
  public String toString() {
    return text();
  }
}
