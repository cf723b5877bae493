/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.nio.charset.StandardCharsets;

/**
 * Reads the commit time of a change, {@code source.ts_us}, from an event in JSON without schemas.
 */
final class SourceTime {
  private static final byte[] SOURCE = "\"source\":{".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TIME = "\"ts_us\":".getBytes(StandardCharsets.UTF_8);

  private SourceTime() {}

  /**
   * Returns microseconds since the epoch.
   *
   * @throws IllegalStateException if the event has no such field
   */
  static long micros(byte[] event) {
    int source = find(event, SOURCE, 0);
    int place = source < 0 ? -1 : find(event, TIME, source);
    if (place < 0) {
      throw new IllegalStateException("an event without source.ts_us");
    }
    long micros = 0;
    for (int i = place + TIME.length; i < event.length && Character.isDigit(event[i]); i++) {
      micros = 10 * micros + (event[i] - '0');
    }
    return micros;
  }

  private static int find(byte[] in, byte[] what, int from) {
    for (int start = from; start <= in.length - what.length; start++) {
      int matched = 0;
      while (matched < what.length && in[start + matched] == what[matched]) {
        matched++;
      }
      if (matched == what.length) {
        return start;
      }
    }
    return -1;
  }
}
