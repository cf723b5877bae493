/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

/**
 * How values are represented: the {@code *.handling.mode} properties.
 *
 * @param unavailablePlaceholder bytes of {@code unavailable.value.placeholder}, after its {@code
 *     hex:} prefix was decoded
 * @param moneyFractionDigits scale of money values
 */
public record TypeOptions(
    DecimalHandling decimal,
    TimePrecision time,
    BinaryHandling binary,
    IntervalHandling interval,
    HstoreHandling hstore,
    boolean includeUnknown,
    byte[] unavailablePlaceholder,
    int moneyFractionDigits) {

  /** {@code decimal.handling.mode}. */
  public enum DecimalHandling {
    PRECISE,
    STRING,
    DOUBLE
  }

  /** {@code time.precision.mode}. */
  public enum TimePrecision {
    ADAPTIVE,
    ADAPTIVE_TIME_MICROSECONDS,
    CONNECT,
    ISOSTRING,
    MICROSECONDS,
    NANOSECONDS,
    STRUCTURED
  }

  /** {@code binary.handling.mode}. */
  public enum BinaryHandling {
    BYTES,
    BASE64,
    BASE64_URL_SAFE,
    HEX
  }

  /** {@code interval.handling.mode}. */
  public enum IntervalHandling {
    NUMERIC,
    STRING
  }

  /** {@code hstore.handling.mode}. */
  public enum HstoreHandling {
    JSON,
    MAP
  }
}
