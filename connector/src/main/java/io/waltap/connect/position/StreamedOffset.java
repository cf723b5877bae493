/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The source offset of a streamed change, {@code {"commit_lsn", "lsn", "index"}} as three numbers,
 * and whose it is. Each record carries one, but Connect keeps only the latest of a partition, and
 * reads it only to store it. So the entries are made when they are read.
 */
final class StreamedOffset extends AbstractMap<String, Object> {
  static final String COMMIT_LSN = "commit_lsn";
  static final String LSN = "lsn";
  static final String INDEX = "index";

  private final long commitLsn;
  private final long lsn;
  private final long index;
  private final TableIdentity identity;

  StreamedOffset(long commitLsn, long lsn, long index, TableIdentity identity) {
    this.commitLsn = commitLsn;
    this.lsn = lsn;
    this.index = index;
    this.identity = identity;
  }

  @Override
  public int size() {
    return 3 + identity.keys();
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put(COMMIT_LSN, commitLsn);
    entries.put(LSN, lsn);
    entries.put(INDEX, index);
    identity.addTo(entries);
    return Collections.unmodifiableMap(entries).entrySet();
  }
}
