/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares the last state of each key of a topic with the rows that PostgreSQL has.
 *
 * @param rows of the table
 * @param different rows whose last record is another version, a delete, or not there
 * @param leftOver keys in the topic without a row: the rows were in a table or a partition that is
 *     gone, or they were deleted while the table was read again. That is no error.
 * @param examples some rows that are different
 */
record StormVerdict(String table, long rows, long different, long leftOver, List<String> examples) {
  private static final int MOST_EXAMPLES = 5;

  StormVerdict {
    examples = List.copyOf(examples);
  }

  /**
   * @param stored the version of each row in PostgreSQL
   * @param arrived the last version of each key in the topic, or {@link RowHistory#DELETED}
   */
  static StormVerdict of(String table, Map<Long, Long> stored, Map<Long, Long> arrived) {
    long different = 0;
    List<String> examples = new ArrayList<>();
    for (Map.Entry<Long, Long> row : stored.entrySet()) {
      Long last = arrived.get(row.getKey());
      if (!row.getValue().equals(last)) {
        different++;
        if (examples.size() < MOST_EXAMPLES) {
          examples.add("id " + row.getKey() + ": stored " + row.getValue() + ", last " + last);
        }
      }
    }
    long leftOver =
        arrived.entrySet().stream()
            .filter(row -> row.getValue() != RowHistory.DELETED)
            .filter(row -> !stored.containsKey(row.getKey()))
            .count();
    return new StormVerdict(table, stored.size(), different, leftOver, examples);
  }
}
