/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameAdjustmentTest {

  @ParameterizedTest
  @CsvSource({
    "srv.public.my-table.Value, srv.public.my_table.Value",
    "id-x, id_x",
    "1st, _1st",
    "sp ace, sp_ace",
    "Ünï, _n_",
    "order_id, order_id",
    "a1, a1"
  })
  void avroReplacesByUnderscores(String name, String adjusted) {
    assertThat(NameAdjustment.AVRO.adjust(name)).isEqualTo(adjusted);
  }

  @ParameterizedTest
  @CsvSource({
    "srv.my-table.Value, srv.my_u002dtable.Value",
    "1st, _u0031st",
    "order_id, order_u005fid",
    "ł, _u142",
    "日, _u65e5"
  })
  void avroUnicodeReplacesByCodes(String name, String adjusted) {
    assertThat(NameAdjustment.AVRO_UNICODE.adjust(name)).isEqualTo(adjusted);
  }

  @ParameterizedTest
  @CsvSource({"AVRO, a_b", "AVRO_UNICODE, a_u002eb", "NONE, a.b"})
  void aDotInAFieldIsNoSeparator(NameAdjustment adjustment, String adjusted) {
    assertThat(adjustment.adjustField("a.b")).isEqualTo(adjusted);
  }

  @ParameterizedTest
  @CsvSource({"my-table", "1st", "Ünï"})
  void noneChangesNothing(String name) {
    assertThat(NameAdjustment.NONE.adjust(name)).isEqualTo(name);
  }
}
