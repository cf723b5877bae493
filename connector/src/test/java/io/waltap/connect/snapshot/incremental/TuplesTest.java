/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import static io.waltap.connect.record.TestTable.UNCHANGED;
import static io.waltap.connect.record.TestTable.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.pgoutput.TupleData;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TuplesTest {
  @Test
  void theFirstColumnsStandForThemselves() {
    TupleData first = Tuples.first(tuple(1, "a", null, "rest"), 3);

    assertThat(first.columnCount()).isEqualTo(3);
    assertThat(text(first, 1)).isEqualTo("a");
    assertThat(first.isNull(2)).isTrue();
  }

  @Test
  void aCopyHasItsOwnBytes() {
    TupleData tuple = tuple(1, "a", UNCHANGED);
    TupleData copy = Tuples.copy(tuple);
    tuple.data()[tuple.offset(1)] = 'x';

    assertThat(text(copy, 1)).isEqualTo("a");
    assertThat(copy.isUnchanged(2)).isTrue();
  }

  @Test
  void whatWasNotSentComesFromTheVersionBefore() {
    TupleData completed =
        Tuples.completed(tuple(2, UNCHANGED, null), tuple(1, "kept", "overwritten"));

    assertThat(completed.sameValue(tuple(2, null, null), 0)).isTrue();
    assertThat(text(completed, 1)).isEqualTo("kept");
    assertThat(completed.isNull(2)).isTrue();
  }

  @Test
  void textFormStaysTextForm() {
    byte[] data = "x".getBytes(StandardCharsets.UTF_8);
    TupleData.Builder builder = new TupleData.Builder(data, 1);
    builder.addText(0, 1);
    TupleData completed = Tuples.completed(tuple(UNCHANGED), builder.build());

    assertThat(completed.isText(0)).isTrue();
    assertThat(text(completed, 0)).isEqualTo("x");
  }

  private static String text(TupleData tuple, int column) {
    return new String(
        tuple.data(), tuple.offset(column), tuple.length(column), StandardCharsets.UTF_8);
  }
}
