/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

/**
 * Keeps the JSON of a value that repeats. Most of {@code source} is the same for all rows of a
 * snapshot, and for all changes of a transaction. Only the very same object counts as a repetition,
 * because comparing values costs more. So the values must never change. Used by one thread at a
 * time, as its plan is.
 */
final class RepeatedWriter implements JsonWriter {
  /** The longest text that is kept. The text stays in memory as long as the plan. */
  private static final int MOST = 128;

  private final JsonWriter writer;
  private Object last;
  private byte[] json;

  RepeatedWriter(JsonWriter writer) {
    this.writer = writer;
  }

  @Override
  public void write(Object value, JsonBuffer out) {
    if (value != last) {
      last = isKept(value) ? value : null;
      json = null;
      writer.write(value, out);
    } else if (json != null) {
      out.raw(json);
    } else {
      long before = out.size();
      writer.write(value, out);
      json = out.since(before);
    }
  }

  private static boolean isKept(Object value) {
    return value instanceof Long || value instanceof String text && text.length() <= MOST;
  }
}
