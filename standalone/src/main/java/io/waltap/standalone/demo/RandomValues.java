/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Random values for the columns of the workload: a seed always gives the same ones. */
final class RandomValues {
  private final Random random;

  RandomValues(long seed) {
    this.random = new Random(seed);
  }

  /** From 0 to one less than the bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean yesOrNo() {
    return random.nextBoolean();
  }

  BigDecimal money() {
    return BigDecimal.valueOf(random.nextInt(10_000_000), 2);
  }

  UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** An object with a number, an array with one of the tags and a null, and a fraction. */
  String json(List<String> tags) {
    return "{\"visits\": "
        + random.nextInt(1000)
        + ", \"tags\": [\""
        + any(tags)
        + "\", null], \"ratio\": "
        + BigDecimal.valueOf(random.nextInt(1000), 3)
        + "}";
  }

  /** The value, or null in one of five cases. */
  <T> T sometimesNull(T value) {
    return random.nextInt(5) == 0 ? null : value;
  }

  <T> T any(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  /** Removes one of the numbers. The last one takes its place, so that the rest need not move. */
  long removeAny(List<Long> ids) {
    int index = random.nextInt(ids.size());
    long last = ids.remove(ids.size() - 1);
    return index == ids.size() ? last : ids.set(index, last);
  }
}
