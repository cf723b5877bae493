/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

/**
 * A time as the envelope and its {@code source} have it, three times over. Events share one, and
 * these objects: those of a transaction that of its commit, those of a batch that of their
 * processing.
 */
public record EventTime(Long millis, Long micros, Long nanos) {

  /**
   * @param micros since the epoch
   */
  static EventTime ofMicros(long micros) {
    return new EventTime(Math.floorDiv(micros, 1000L), micros, micros * 1000);
  }

  /**
   * @param nanos since the epoch
   */
  static EventTime ofNanos(long nanos) {
    return new EventTime(nanos / 1_000_000, nanos / 1_000, nanos);
  }

  /** Processing time. */
  public static EventTime now() {
    return ofNanos(RecordContext.nowNanos());
  }
}
