/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.config.NameAdjustment;
import io.waltap.connect.pgoutput.TableId;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the fields of one table's rows. Two columns may have the same name after {@code
 * field.name.adjustment.mode}. Then the first one keeps it, and the others get {@code _2}, {@code
 * _3} and so on, in the order of the columns.
 */
final class FieldNames {
  private static final Logger LOG = LoggerFactory.getLogger(FieldNames.class);

  private final TableId table;
  private final NameAdjustment adjustment;
  private final Set<String> taken = new HashSet<>();

  FieldNames(TableId table, NameAdjustment adjustment) {
    this.table = table;
    this.adjustment = adjustment;
  }

  /** The field of the next column. */
  String next(String column) {
    String adjusted = adjustment.adjustField(column);
    String name = adjusted;
    for (int number = 2; !taken.add(name); number++) {
      name = adjusted + "_" + number;
    }
    if (!name.equals(adjusted)) {
      LOG.warn(
          "column \"{}\" of {} becomes the field {}: field.name.adjustment.mode={} gives it the"
              + " name {}, which another column has",
          column,
          table,
          name,
          adjustment,
          adjusted);
    }
    return name;
  }
}
