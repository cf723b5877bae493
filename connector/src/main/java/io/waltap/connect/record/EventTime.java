/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

/**
 * One instant in milliseconds, microseconds and nanoseconds, as the envelope and its {@code source}
 * have it. Events share these objects. All events of a transaction have its commit time, and all
 * events of a batch have the time of their processing.
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

  /** The time of processing: now. */
  public static EventTime now() {
    return ofNanos(ProcessingClock.now());
  }
}
