/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

/**
 * A time as the envelope's {@code source} has it, three times over. The events of a transaction share one, and these objects.
 */
record SourceTime(Long millis, Long micros, Long nanos) {

  /**
   * @param micros since the epoch
   */
  static SourceTime ofMicros(long micros) {
    return new SourceTime(Math.floorDiv(micros, 1000L), micros, micros * 1000);
  }
}
