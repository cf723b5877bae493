/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A database with the encoding SQL_ASCII, in which the server does not check text. */
final class SqlAsciiIT {
  private static final String LATIN = "convert_from('\\xe9'::bytea, 'SQL_ASCII')";

  // Guards against: the server refusing to send text that is not UTF-8, so that the task fails at
  // each restart; names and text in UTF-8 that are altered on the way.
  @Test
  void textOfAnyEncodingArrives() {
    try (TestDatabase database =
        TestDatabase.create(
            Servers.postgres(),
            "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, v text, \"größe\" text)",
          "INSERT INTO t VALUES (1, " + LATIN + ", 'ä')");
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.t")
              .with("database.fallback.charset", "windows-1252");
      assertThat(Servers.connect().validate(config)).isEmpty();
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        database.execute(
            "INSERT INTO t VALUES (2, " + LATIN + ", 'ä')", "UPDATE t SET v = v || 'x'");

        List<Event> events = connector.topics().await("public.t", 4);
        assertThat(events).extracting(Event::op).containsExactly("r", "c", "u", "u");
        assertThat(events)
            .extracting(event -> event.after().path("v").asText())
            .containsExactly("é", "é", "éx", "éx");
        assertThat(events)
            .extracting(event -> event.after().path("größe").asText())
            .containsOnly("ä");
      }
    }
  }
}
