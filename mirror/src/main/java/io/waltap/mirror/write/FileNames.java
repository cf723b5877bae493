/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import java.util.regex.Pattern;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * The names of the files of mirrors. They say which connector has written them, for what, and for
 * which table: so files that nothing names can be told from those of others. A table that was
 * renamed often keeps its files where a new table of the old name has its own.
 */
public final class FileNames {
  private static final String PREFIX = "waltap-";
  private static final String DELETES = "deletes";
  private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private FileNames() {}

  /**
   * Gives data files their names.
   *
   * @param writer the connector's name
   * @param uuid of the commit or of the compaction; never the same for two of them
   */
  public static OutputFileFactory ofData(Table table, String writer, String uuid) {
    return builder(table, writer, uuid).format(FileFormat.PARQUET).build();
  }

  /** The same for delete files. Without the suffix they could have the names of data files. */
  public static OutputFileFactory ofDeletes(
      Table table, String writer, String uuid, FileFormat format) {
    return builder(table, writer, uuid).format(format).suffix(DELETES).build();
  }

  private static OutputFileFactory.Builder builder(Table table, String writer, String uuid) {
    return OutputFileFactory.builderFor(table, 0, 0)
        .operationId(prefix(writer) + uuid + "-" + table.uuid());
  }

  /**
   * What the names of all files match that a connector has written for a table, and those of no
   * other table or program.
   */
  public static Pattern pattern(Table table, String writer) {
    return Pattern.compile(
        "[0-9]{5,}-[0-9]+-"
            + Pattern.quote(prefix(writer))
            + UUID
            + Pattern.quote("-" + table.uuid())
            + "-[0-9]{5,}(?:-"
            + DELETES
            + ")?[.][a-z]+");
  }

  private static String prefix(String writer) {
    return PREFIX + writer.replaceAll("[^A-Za-z0-9_-]", "_") + "-";
  }
}
