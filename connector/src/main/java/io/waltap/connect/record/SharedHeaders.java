/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/**
 * Headers that all records of a task share. A record gets a list of its own when its headers are
 * changed, which is rare. Otherwise Connect would make a linked list for each record. Used by the
 * thread that has the record.
 */
final class SharedHeaders extends ConnectHeaders {
  /** Null once this record has its own headers, which are in the superclass. */
  private List<Header> shared;

  /**
   * @param shared headers that are never changed
   */
  SharedHeaders(List<Header> shared) {
    this.shared = shared;
  }

  @Override
  public int size() {
    return shared == null ? super.size() : shared.size();
  }

  /** {@code new ConnectHeaders(headers)} calls this, and then copies the superclass's list. */
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

  /** Gives this record headers of its own. */
  private void own() {
    List<Header> headers = shared;
    if (headers != null) {
      shared = null;
      for (Header header : headers) {
        super.add(header);
      }
    }
  }

  /** Iterates over the shared headers. A header is removed from this record only. */
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

    /** Removes this very header, and no other header that is equal. */
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
