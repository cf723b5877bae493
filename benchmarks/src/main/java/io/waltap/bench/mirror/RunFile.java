/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** A file of properties: what a process is to do, and then what it has measured. */
public final class RunFile {
  /** The directory of the tables, as the property {@code warehouse} of a catalog. */
  public static final String WAREHOUSE = "warehouse";

  /** A directory for the index, or for what does not fit into memory. */
  public static final String SCRATCH = "scratch";

  /** The rows of the table. */
  public static final String ROWS = "rows";

  /** The records of the topic, at the end. */
  public static final String RECORDS = "records";

  /** Changes per second. */
  public static final String CHANGES = "changes";

  /** Seconds from one commit to the next. */
  public static final String INTERVAL = "interval";

  /** How long changes come, in seconds. */
  public static final String SECONDS = "seconds";

  /** The value of {@code mirror.locate}. */
  public static final String LOCATE = "locate";

  /** How long one thing may take, in seconds. */
  public static final String PATIENCE = "patience";

  /** The table to read. */
  public static final String TABLE = "table";

  /** Whether scans of the table are measured as well. */
  public static final String SCANS = "scans";

  private final Properties properties = new Properties();

  /** Reads a file. */
  public static RunFile read(Path file) throws IOException {
    RunFile read = new RunFile();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      read.properties.load(reader);
    }
    return read;
  }

  /** Writes the file. */
  public void write(Path file) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
  }

  /** Sets a value. */
  public void put(String name, Object value) {
    properties.setProperty(name, value.toString());
  }

  /** A value that is a text. */
  public String text(String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("there is no " + name);
    }
    return value;
  }

  /** A value that is a whole number. */
  public long number(String name) {
    return Long.parseLong(text(name));
  }

  /** A value that was measured; NaN if it was not. */
  public double measured(String name) {
    return Double.parseDouble(properties.getProperty(name, "NaN"));
  }
}
