/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The query for the current state of a table over its change log: {@code current-state.sql}, which
 * {@code docs/landing.md} shows too. It is standard SQL, for any engine that reads Iceberg. It is
 * public, so that tests run the same query in other engines.
 */
public final class CurrentStateSql {
  private static final String TEMPLATE = "current-state.sql";

  private CurrentStateSql() {}

  /**
   * The query, without a semicolon. Names are used as they are, so a name that needs quotes has to
   * come with them.
   *
   * @param table the change log, as the engine names it
   * @param key the column that identifies a row
   * @param columns what to select
   */
  public static String of(String table, String key, List<String> columns) {
    return template()
        .replace("${table}", table)
        .replace("${key}", key)
        .replace("${columns}", String.join(", ", columns));
  }

  private static String template() {
    try (InputStream in = CurrentStateSql.class.getResourceAsStream(TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + TEMPLATE, e);
    }
  }
}
