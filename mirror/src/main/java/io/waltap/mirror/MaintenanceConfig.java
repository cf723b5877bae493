/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import io.waltap.mirror.maintain.MaintenanceOptions;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The properties that say how the files of tables are kept in order. */
final class MaintenanceConfig {
  private static final String COMPACTION = "compaction";
  private static final String COMPACTION_TARGET = "compaction.target.bytes";
  private static final String COMPACTION_RATIO = "compaction.delete.ratio";
  private static final String COMPACTION_INTERVAL = "compaction.interval.ms";
  private static final String EXPIRE_AFTER = "expire.after.ms";
  private static final String ORPHANS = "orphans";

  private static final String ON = "on";
  private static final String OFF = "off";

  private MaintenanceConfig() {}

  /** Adds the properties. */
  static void define(ConfigDef def, String prefix) {
    def.define(
            prefix + COMPACTION,
            Type.STRING,
            ON,
            ConfigDef.ValidString.in(ON, OFF),
            Importance.MEDIUM,
            "Whether small files, and files with many deleted rows, are rewritten. One compaction"
                + " runs at a time in a worker. Set off if another service does it.")
        .define(
            prefix + COMPACTION_TARGET,
            Type.LONG,
            256L << 20,
            ConfigDef.Range.atLeast(1 << 20),
            Importance.LOW,
            "How large rewritten files become, in bytes. Files below three quarters of it count as"
                + " small.")
        .define(
            prefix + COMPACTION_RATIO,
            Type.DOUBLE,
            0.3,
            ConfigDef.Range.between(0.01, 1),
            Importance.LOW,
            "A file is rewritten when this share of its rows is deleted, such as 0.3.")
        .define(
            prefix + COMPACTION_INTERVAL,
            Type.LONG,
            60_000L,
            ConfigDef.Range.atLeast(1000),
            Importance.LOW,
            "Milliseconds from one check of a table for files to rewrite to the next.")
        .define(
            prefix + EXPIRE_AFTER,
            Type.LONG,
            86_400_000L,
            ConfigDef.Range.atLeast(0),
            Importance.MEDIUM,
            "After so many milliseconds a snapshot expires, but the newest 100 are kept. Readers"
                + " cannot go back further. 0: none expires.")
        .define(
            prefix + ORPHANS,
            Type.STRING,
            ON,
            ConfigDef.ValidString.in(ON, OFF),
            Importance.MEDIUM,
            "Whether files of this connector that no snapshot has are deleted once a day, if they"
                + " are older than three days. Set off if tables share their location.");
  }

  /** What is set. */
  static MaintenanceOptions of(AbstractConfig config, String prefix) {
    return new MaintenanceOptions(
        config.getString(prefix + COMPACTION).equals(ON),
        config.getLong(prefix + COMPACTION_TARGET),
        config.getDouble(prefix + COMPACTION_RATIO),
        Duration.ofMillis(config.getLong(prefix + COMPACTION_INTERVAL)),
        Duration.ofMillis(config.getLong(prefix + EXPIRE_AFTER)),
        config.getString(prefix + ORPHANS).equals(ON));
  }
}
