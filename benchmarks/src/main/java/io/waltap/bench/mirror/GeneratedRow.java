/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A row of the table, about 100 bytes after compression. Its key and the change that wrote it last
 * decide all values, so the expected table can be computed.
 *
 * @param id the key
 * @param updated microseconds since 1970
 */
record GeneratedRow(
    long id, long customer, int quantity, String status, String note, long updated) {
  private static final List<String> STATES = List.of("new", "paid", "sent", "done");
  private static final String DIGITS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  private static final int WORDS = 8;
  private static final int DIGITS_PER_WORD = 10;
  private static final int BITS = 6;
  private static final long CUSTOMERS = 100_000;
  private static final long QUANTITIES = 100;
  private static final long FIRST_TIME = 1_767_225_600_000_000L;

  /**
   * The row that a change writes.
   *
   * @param id the key
   * @param change the offset of the change in the topic
   */
  static GeneratedRow of(long id, long change) {
    long random = Mix.of(id ^ Mix.of(change));
    return new GeneratedRow(
        id,
        Long.remainderUnsigned(random, CUSTOMERS),
        (int) Long.remainderUnsigned(random, QUANTITIES),
        STATES.get((int) (change % STATES.size())),
        note(random),
        FIRST_TIME + change);
  }

  /** Text that hardly compresses. */
  private static String note(long seed) {
    byte[] text = new byte[WORDS * DIGITS_PER_WORD];
    int next = 0;
    for (int word = 1; word <= WORDS; word++) {
      long random = Mix.of(seed + word);
      for (int i = 0; i < DIGITS_PER_WORD; i++) {
        text[next] = (byte) DIGITS.charAt((int) (random & (DIGITS.length() - 1)));
        next++;
        random >>>= BITS;
      }
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** A number in which all values have a part. Its sum over all rows tells if a table is right. */
  long hash() {
    long hash = Mix.of(id);
    hash = Mix.of(hash ^ customer);
    hash = Mix.of(hash ^ quantity);
    hash = Mix.of(hash ^ status.hashCode());
    hash = Mix.of(hash ^ note.hashCode());
    return Mix.of(hash ^ updated);
  }
}
