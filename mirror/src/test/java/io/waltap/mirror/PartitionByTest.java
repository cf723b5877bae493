/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class PartitionByTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()),
          Types.NestedField.optional(3, "created_at", Types.TimestampType.withZone()));

  @Test
  void aCommaInBracketsDividesNoExpressions() {
    assertThat(PartitionBy.expressions("day(created_at), bucket(id, 16),name"))
        .containsExactly("day(created_at)", "bucket(id, 16)", "name");
    assertThat(PartitionBy.expressions(" ")).isEmpty();
    assertThat(PartitionBy.expressions("name,")).containsExactly("name");
  }

  @Test
  void eachTransformIsKnown() {
    assertThat(fields("name")).containsExactly("name: identity(2)");
    assertThat(fields("year(created_at)")).containsExactly("created_at_year: year(3)");
    assertThat(fields("month(created_at)")).containsExactly("created_at_month: month(3)");
    assertThat(fields("day(created_at)")).containsExactly("created_at_day: day(3)");
    assertThat(fields("days( created_at )")).containsExactly("created_at_day: day(3)");
    assertThat(fields("hours(created_at)")).containsExactly("created_at_hour: hour(3)");
    assertThat(fields("bucket(id, 16)")).containsExactly("id_bucket: bucket[16](1)");
    assertThat(fields("truncate(name,4)")).containsExactly("name_trunc: truncate[4](2)");
    assertThat(fields("day(created_at)", "bucket(id,16)"))
        .containsExactly("created_at_day: day(3)", "id_bucket: bucket[16](1)");
  }

  @Test
  void noExpressionMeansNoPartitions() {
    assertThat(PartitionBy.spec(SCHEMA, List.of()).isUnpartitioned()).isTrue();
  }

  // Guards against: a table that is created without the partitions that were asked for.
  @Test
  void anExpressionThatCannotBeReadIsRefusedByItsText() {
    for (String wrong :
        List.of(
            "missing",
            "day(missing)",
            "day(name)",
            "week(created_at)",
            "bucket(id)",
            "bucket(id, many)",
            "truncate(name)",
            "bucket(id, 99999999999)",
            "bucket(id")) {
      assertThatThrownBy(() -> PartitionBy.spec(SCHEMA, List.of(wrong)))
          .as(wrong)
          .isInstanceOf(DataException.class)
          .hasMessageContaining(wrong);
    }
  }

  private static List<String> fields(String... expressions) {
    PartitionSpec spec = PartitionBy.spec(SCHEMA, List.of(expressions));
    return spec.fields().stream()
        .map(field -> field.name() + ": " + field.transform() + "(" + field.sourceId() + ")")
        .toList();
  }
}
