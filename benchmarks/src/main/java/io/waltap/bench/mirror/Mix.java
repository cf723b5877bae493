/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

/** Numbers that seem random, and are the same in each process. */
final class Mix {
  private static final long STEP = 0x9E3779B97F4A7C15L;
  private static final long FIRST = 0xBF58476D1CE4E5B9L;
  private static final long SECOND = 0x94D049BB133111EBL;

  private Mix() {}

  /** The mixed bits of a number: two numbers never give the same. */
  static long of(long number) {
    long mixed = number + STEP;
    mixed = (mixed ^ (mixed >>> 30)) * FIRST;
    mixed = (mixed ^ (mixed >>> 27)) * SECOND;
    return mixed ^ (mixed >>> 31);
  }
}
