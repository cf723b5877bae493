/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.util.List;
import java.util.Locale;

/**
 * The spread of a value that was measured several times.
 *
 * @param count number of measurements
 */
record Spread(double median, double least, double most, int count) {

  /** A value that is NaN was not measured, and does not count. */
  static Spread of(List<Double> values) {
    double[] sorted =
        values.stream()
            .mapToDouble(Double::doubleValue)
            .filter(value -> !Double.isNaN(value) && !Double.isInfinite(value))
            .sorted()
            .toArray();
    int count = sorted.length;
    if (count == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN, 0);
    }
    double median =
        count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
    return new Spread(median, sorted[0], sorted[count - 1], count);
  }

  /** Formats the median alone. */
  String brief(int decimals) {
    return number(median, decimals);
  }

  /** Formats the median, and the least and the largest value. */
  String full(int decimals) {
    if (count < 2) {
      return number(median, decimals);
    }
    return number(median, decimals)
        + " ("
        + number(least, decimals)
        + "–"
        + number(most, decimals)
        + ")";
  }

  private static String number(double value, int decimals) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return switch (decimals) {
      case 0 -> String.format(Locale.ROOT, "%,.0f", value);
      case 1 -> String.format(Locale.ROOT, "%,.1f", value);
      default -> String.format(Locale.ROOT, "%,.2f", value);
    };
  }
}
