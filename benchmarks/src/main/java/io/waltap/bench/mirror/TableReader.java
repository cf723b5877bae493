/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Reads all columns of all rows of a table, by Iceberg's own reader. */
final class TableReader {
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
  private static final double NANOS_PER_SECOND = 1e9;

  private TableReader() {}

  /** What a table has. */
  static ExpectedState state(Table table) {
    long rows = 0;
    long sum = 0;
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record row : records) {
        rows++;
        sum += row(row).hash();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ExpectedState(rows, sum);
  }

  /**
   * The seconds that a scan takes.
   *
   * @param rows how many rows the table has
   */
  static double seconds(Table table, long rows) {
    long start = System.nanoTime();
    long found = 0;
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record row : records) {
        found += row.get(0) == null ? 0 : 1;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (found != rows) {
      throw new IllegalStateException(table.name() + " has " + found + " rows, not " + rows);
    }
    return (double) (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  private static GeneratedRow row(Record row) {
    return new GeneratedRow(
        (Long) row.getField("id"),
        (Long) row.getField("customer"),
        (Integer) row.getField("quantity"),
        (String) row.getField("status"),
        (String) row.getField("note"),
        micros(row.getField("updated_at")));
  }

  /** The Apache sink has no type for the time, and writes the number. */
  private static long micros(Object time) {
    return time instanceof LocalDateTime local
        ? ChronoUnit.MICROS.between(EPOCH, local)
        : (Long) time;
  }
}
