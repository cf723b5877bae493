/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of a module, which the build writes into {@code version.properties}. */
public final class ModuleVersion {
  private ModuleVersion() {}

  /** The version of the module of a class, whose package has the file. */
  public static String of(Class<?> type) {
    try (InputStream in = type.getResourceAsStream("version.properties")) {
      if (in == null) {
        return "unknown";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
