/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/**
 * Headers that all records of a task share until somebody changes those of one record, which then
 * gets a list of its own: nearly nobody does, and a linked list for each record is what Connect
 * would make.
 */
final class SharedHeaders extends ConnectHeaders {
  /** Null: the parent has this record's own. */
  private List<Header> shared;

  /**
   * @param shared never changed
   */
  SharedHeaders(List<Header> shared) {
    this.shared = shared;
  }

  @Override
  public int size() {
    return shared == null ? super.size() : shared.size();
  }

  /** {@code new ConnectHeaders(headers)} asks this, and then copies the parent's list. */
  @Override
  public boolean isEmpty() {
    own();
    return super.isEmpty();
  }

  @Override
  public Iterator<Header> iterator() {
    return shared == null ? super.iterator() : new SharedIterator(shared);
  }

  @Override
  public Header lastWithName(String key) {
    own();
    return super.lastWithName(key);
  }

  @Override
  public Headers add(Header header) {
    own();
    return super.add(header);
  }

  @Override
  public Headers clear() {
    own();
    return super.clear();
  }

  @Override
  public Headers remove(String key) {
    own();
    return super.remove(key);
  }

  @Override
  public Headers retainLatest() {
    own();
    return super.retainLatest();
  }

  @Override
  public Headers retainLatest(String key) {
    own();
    return super.retainLatest(key);
  }

  @Override
  public Headers apply(HeaderTransform transform) {
    own();
    return super.apply(transform);
  }

  @Override
  public Headers apply(String key, HeaderTransform transform) {
    own();
    return super.apply(key, transform);
  }

  @Override
  public ConnectHeaders duplicate() {
    return shared == null ? super.duplicate() : new SharedHeaders(shared);
  }

  @Override
  public String toString() {
    own();
    return super.toString();
  }

  /** From here on this record has headers of its own. */
  private void own() {
    List<Header> headers = shared;
    if (headers != null) {
      shared = null;
      for (Header header : headers) {
        super.add(header);
      }
    }
  }

  /** Goes over the shared headers; what it removes, it removes from this record's. */
  private final class SharedIterator implements Iterator<Header> {
    private final List<Header> headers;
    private int next;

    SharedIterator(List<Header> headers) {
      this.headers = headers;
    }

    @Override
    public boolean hasNext() {
      return next < headers.size();
    }

    @Override
    public Header next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Header header = headers.get(next);
      next++;
      return header;
    }

    /** Of headers that look the same only this very one goes. */
    @Override
    @SuppressWarnings("ReferenceEquality")
    public void remove() {
      if (next == 0) {
        throw new IllegalStateException("nothing to remove yet");
      }
      Header gone = headers.get(next - 1);
      apply(header -> header == gone ? null : header);
    }
  }
}
