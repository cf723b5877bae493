/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import io.waltap.mirror.locate.LocateOptions;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The properties that say how rows are found. */
final class LocateConfig {
  private static final String LOCATE = "locate";
  private static final String INDEX_DIRECTORY = "index.dir";
  private static final String INDEX_BYTES = "index.max.bytes";

  private LocateConfig() {}

  /** Adds the properties. */
  static void define(ConfigDef def, String prefix) {
    def.define(
            prefix + LOCATE,
            Type.STRING,
            "auto",
            ConfigDef.ValidString.in("auto", "index", "scan", "both"),
            Importance.MEDIUM,
            "How the rows are found that a change replaces. index: by an index of the keys on local"
                + " disk; commits wait while it cannot be used. scan: by reading the key columns of"
                + " the whole table at each commit. auto: by the index, and by scan where it cannot"
                + " be used, with a warning. both: by both, and a difference stops the table; for"
                + " tests.")
        .define(
            prefix + INDEX_DIRECTORY,
            Type.STRING,
            null, // the page of the properties is the same on each machine
            new ConfigDef.NonEmptyString(),
            Importance.MEDIUM,
            "The local directory of the indexes, with a directory for each connector and table. If"
                + " it is unset, it is waltap-mirror in Java's temporary directory. An index that"
                + " is lost is built again from the table. An index has the keys of the rows.")
        .define(
            prefix + INDEX_BYTES,
            Type.LONG,
            10L << 30,
            ConfigDef.Range.atLeast(0),
            Importance.LOW,
            "How many bytes the index of one table may take: 16 or 24 for each row of its data"
                + " files, deleted ones too. Until they are merged, entries of files that are gone"
                + " come on top, up to as many again. A table that needs more is not indexed.");
  }

  /**
   * What is set.
   *
   * @param connector its name, which may have any characters
   */
  static LocateOptions of(AbstractConfig config, String prefix, String connector) {
    String directory = config.getString(prefix + INDEX_DIRECTORY);
    Path all =
        directory == null
            ? Path.of(System.getProperty("java.io.tmpdir"), "waltap-mirror")
            : Path.of(directory);
    return new LocateOptions(
        LocateOptions.Mode.valueOf(config.getString(prefix + LOCATE).toUpperCase(Locale.ROOT)),
        all.resolve(connector.replaceAll("[^A-Za-z0-9_-]", "_")),
        config.getLong(prefix + INDEX_BYTES));
  }
}
