/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Names in a message. */
final class Names {
  private static final int MOST = 10;

  private Names() {}

  /** All of them, or the first ones and how many more there are; sorted. */
  static String some(Collection<String> names) {
    String first = new TreeSet<>(names).stream().limit(MOST).collect(Collectors.joining(", "));
    return names.size() > MOST ? first + " and " + (names.size() - MOST) + " more" : first;
  }
}
