/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class PartitionsTest {
  // Guards against: a commit that always fails, because a column of the partitions was widened.
  @Test
  void theValuesHaveTheTypesOfTheNewestSchema() {
    assertThat(value(Types.IntegerType.get(), 7, Types.LongType.get())).isEqualTo(7L);
    assertThat(value(Types.FloatType.get(), 0.5f, Types.DoubleType.get())).isEqualTo(0.5d);
    assertThat(value(Types.LongType.get(), 7L, Types.LongType.get())).isEqualTo(7L);
    assertThat(value(Types.StringType.get(), "a", Types.StringType.get())).isEqualTo("a");
    assertThat(value(Types.IntegerType.get(), null, Types.LongType.get())).isNull();
  }

  @Test
  void aTableWithoutPartitionsHasNoValues() {
    PartitionSpec spec = PartitionSpec.unpartitioned();
    DataFile file =
        DataFiles.builder(spec)
            .withPath("a.parquet")
            .withFileSizeInBytes(1)
            .withRecordCount(1)
            .build();

    assertThat(Partitions.of(spec, file).size()).isZero();
  }

  private static Object value(Type before, Object value, Type now) {
    PartitionSpec old = spec(before);
    PartitionData partition = new PartitionData(old.partitionType());
    partition.set(0, value);
    DataFile file =
        DataFiles.builder(old)
            .withPath("a.parquet")
            .withFileSizeInBytes(1)
            .withRecordCount(1)
            .withPartition(partition)
            .build();
    return Partitions.of(spec(now), file).get(0);
  }

  private static PartitionSpec spec(Type type) {
    Schema schema = new Schema(Types.NestedField.optional(1, "region", type));
    return PartitionSpec.builderFor(schema).identity("region").build();
  }
}
