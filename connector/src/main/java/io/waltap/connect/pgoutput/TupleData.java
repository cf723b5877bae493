/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

/**
 * A row as the server sent it: a view over the received bytes, nothing per cell. pgjdbc hands out a
 * fresh array for each message, which is what makes keeping the view safe.
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

  /** The bytes that {@link #offset} and {@link #length} point into; not to be modified. */
  public byte[] data() {
    return data;
  }

  public int columnCount() {
    return slots.length >> 1;
  }

  public boolean isNull(int column) {
    return slots[2 * column + 1] == NULL;
  }

  /** A TOASTed value that the update did not touch, and that the server therefore did not send. */
  public boolean isUnchanged(int column) {
    return slots[2 * column + 1] == UNCHANGED;
  }

  /** Whether the value is in text form; else it is in its type's binary send format. */
  public boolean isText(int column) {
    return slots[2 * column] < 0;
  }

  public int offset(int column) {
    int start = slots[2 * column];
    return start < 0 ? ~start : start;
  }

  /** Length of the value in bytes; negative if there is none. */
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

  /** Collects the columns of one tuple. */
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
