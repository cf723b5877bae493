/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

/**
 * A row as the server sent it: a view of the received bytes, which allocates nothing per column. A
 * view may be kept, because pgjdbc creates a new array for each message. Immutable.
 */
public final class TupleData {
  private static final int NULL = -1;
  private static final int UNCHANGED = -2;

  private final byte[] data;
  // two numbers per column: where the value starts (one's complement if it is in text form), and
  // its length or NULL/UNCHANGED
  private final int[] slots;

  private TupleData(byte[] data, int[] slots) {
    this.data = data;
    this.slots = slots;
  }

  /** The bytes that {@link #offset} and {@link #length} refer to. Callers must not modify them. */
  public byte[] data() {
    return data;
  }

  public int columnCount() {
    return slots.length >> 1;
  }

  public boolean isNull(int column) {
    return slots[2 * column + 1] == NULL;
  }

  /**
   * Whether the value is TOASTed and the update did not touch it, so that the server did not send
   * it.
   */
  public boolean isUnchanged(int column) {
    return slots[2 * column + 1] == UNCHANGED;
  }

  /** Whether the value is in text form. Otherwise it is in the binary send format of its type. */
  public boolean isText(int column) {
    return slots[2 * column] < 0;
  }

  public int offset(int column) {
    int start = slots[2 * column];
    return start < 0 ? ~start : start;
  }

  /** Length of the value in bytes; negative if there is no value. */
  public int length(int column) {
    return slots[2 * column + 1];
  }

  /** Whether two tuples hold the same bytes in a column. */
  public boolean sameValue(TupleData other, int column) {
    int length = length(column);
    if (length != other.length(column)) {
      return false;
    }
    return length <= 0
        || java.util.Arrays.equals(
            data,
            offset(column),
            offset(column) + length,
            other.data,
            other.offset(column),
            other.offset(column) + length);
  }

  /** Collects the columns of one tuple. Used by one thread. */
  public static final class Builder {
    private final byte[] data;
    private final int[] slots;
    private int next;

    public Builder(byte[] data, int columnCount) {
      this.data = data;
      this.slots = new int[2 * columnCount];
    }

    public void addNull() {
      add(0, NULL);
    }

    public void addUnchanged() {
      add(0, UNCHANGED);
    }

    public void addBinary(int offset, int length) {
      add(offset, length);
    }

    public void addText(int offset, int length) {
      add(~offset, length);
    }

    private void add(int start, int length) {
      slots[next++] = start;
      slots[next++] = length;
    }

    public TupleData build() {
      if (next != slots.length) {
        throw new PgOutputException(
            "tuple has " + next / 2 + " columns instead of " + slots.length / 2);
      }
      return new TupleData(data, slots);
    }
  }
}
