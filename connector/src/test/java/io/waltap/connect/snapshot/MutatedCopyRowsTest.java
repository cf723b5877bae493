/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.pgoutput.Allocation;
import io.waltap.connect.pgoutput.MessageBytes;
import io.waltap.connect.pgoutput.Mutations;
import io.waltap.connect.pgoutput.PgOutputException;
import io.waltap.connect.pgoutput.TupleData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged streams of {@code COPY ... (FORMAT binary)}; {@code -Dfuzz.cases=100000} tries more of
 * them. Values are decoded as in the stream, so {@code MutatedMessagesTest} covers them.
 *
 * <p>Guards against: an error that no caller expects, values outside of their row, and memory for a
 * length or a count that the row only claims.
 */
class MutatedCopyRowsTest {
  private static final int CASES = Integer.getInteger("fuzz.cases", 5_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20_260L);
  private static final int COLUMNS = 3;
  private static final long FIXED_BYTES = 1L << 16;
  private static final long BYTES_PER_BYTE = 64;

  /** The messages of one COPY: header and first row, other rows, trailer. */
  private static final List<byte[]> MESSAGES =
      List.of(
          row(header(), "a row", 7).bytes(),
          row(new MessageBytes(), "another row", 8).bytes(),
          row(new MessageBytes(), "", 9).bytes(),
          new MessageBytes().int16(-1).bytes());

  @Test
  void theSampleIsValid() {
    assertThat(read(MESSAGES)).hasSize(3);
  }

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDamagedRowIsReadOrRefused() {
    for (int number = 0; number < CASES; number++) {
      Mutations mutations = new Mutations(SEED, number);
      byte[] original = mutations.pick(MESSAGES);
      byte[] damaged = mutations.damage(original, mutations.pick(MESSAGES));
      List<byte[]> stream = new ArrayList<>();
      for (byte[] message : MESSAGES) {
        stream.add(message == original ? damaged : message);
      }
      String name = "seed " + SEED + ", case " + number + ": " + HexFormat.of().formatHex(damaged);
      check(stream, name);
    }
  }

  private static void check(List<byte[]> stream, String name) {
    long size = stream.stream().mapToLong(message -> message.length).sum();
    long bound = FIXED_BYTES + BYTES_PER_BYTE * size;
    List<TupleData> rows = new ArrayList<>();
    long bytes =
        Allocation.atMost(
            bound,
            () -> {
              rows.clear();
              try {
                rows.addAll(read(stream));
              } catch (PgOutputException e) {
                // refused, as documented
              } catch (RuntimeException e) {
                throw new AssertionError(name, e);
              }
            });
    assertThat(bytes).as(name).isLessThanOrEqualTo(bound);
    for (TupleData row : rows) {
      assertThat(row.columnCount()).as(name).isEqualTo(COLUMNS);
      for (int i = 0; i < COLUMNS; i++) {
        int end = row.offset(i) + Math.max(0, row.length(i));
        assertThat(end).as(name).isBetween(0, row.data().length);
      }
    }
  }

  private static List<TupleData> read(List<byte[]> stream) {
    CopyRows rows = new CopyRows(COLUMNS, column -> column == 1);
    List<TupleData> read = new ArrayList<>();
    for (byte[] message : stream) {
      TupleData row = rows.row(message);
      if (row != null) {
        read.add(row);
      }
    }
    return read;
  }

  private static MessageBytes header() {
    return new MessageBytes()
        .raw("PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1))
        .int32(0)
        .int32(0);
  }

  private static MessageBytes row(MessageBytes start, String text, int number) {
    return start
        .int16(COLUMNS)
        .part(new MessageBytes().int32(number).bytes())
        .part(text.getBytes(StandardCharsets.UTF_8))
        .int32(-1);
  }
}
