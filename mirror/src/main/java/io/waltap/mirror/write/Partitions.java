/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The partitions of data files that are in the table already. */
final class Partitions {
  private Partitions() {}

  /**
   * The partition of a data file.
   *
   * @param spec that the file was written with, with the types of the newest schema: a column may
   *     have been widened since
   */
  static PartitionData of(PartitionSpec spec, DataFile file) {
    List<Types.NestedField> fields = spec.partitionType().fields();
    PartitionData partition = new PartitionData(spec.partitionType());
    for (int i = 0; i < fields.size(); i++) {
      Object value = file.partition().get(i, Object.class);
      partition.set(i, widened(fields.get(i).type(), value));
    }
    return partition;
  }

  private static Object widened(Type type, Object value) {
    return switch (type.typeId()) {
      case LONG -> value instanceof Integer number ? (Object) number.longValue() : value;
      case DOUBLE -> value instanceof Float number ? (Object) number.doubleValue() : value;
      default -> value;
    };
  }
}
