/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The name that a user may have meant by one that is unknown. Public for {@link ConnectorChecks},
 * which another class loader has loaded.
 */
public final class NearestName {
  /** So many slips are likely. */
  private static final int CLOSE = 2;

  private NearestName() {}

  /** The known name that differs by a slip, or by its end alone; empty if none is so close. */
  public static Optional<String> of(String name, Collection<String> known) {
    return nearest(
        name,
        known,
        other -> name.startsWith(other) || other.startsWith(name) || isSlip(name, other));
  }

  /** The known name that differs by a slip; empty if there is none. */
  public static Optional<String> bySlip(String name, Collection<String> known) {
    return nearest(name, known, other -> isSlip(name, other));
  }

  private static Optional<String> nearest(
      String name, Collection<String> known, Predicate<String> close) {
    return known.stream()
        .filter(close)
        .min(Comparator.comparingInt(other -> distance(name, other)));
  }

  private static boolean isSlip(String name, String other) {
    return distance(name, other) <= CLOSE;
  }

  /** How many characters have to be inserted, deleted or replaced. */
  private static int distance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int replaced =
            previous[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
        current[column] = Math.min(replaced, Math.min(previous[column], current[column - 1]) + 1);
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
