/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.TestDatabase;
import io.waltap.standalone.commands.RunConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/**
 * The configuration that the standalone process makes for a table bucket of Amazon S3 Tables, with
 * servers on this machine: Iceberg's own REST catalog, and s3proxy. Requests are signed as for AWS;
 * these servers do not check the signature. Only the addresses and the keys differ.
 *
 * <p>This test is not in every build. The profile {@code lakes} ({@code ./mvnw verify -Plakes})
 * downloads the servers, some 100 MB. The test is skipped if they are missing.
 */
final class S3RestCatalogIT {
  private static final String CATALOG = "iceberg.catalog.";
  private static final String BUCKET = "lake";
  private static final String ARN = "arn:aws:s3tables:eu-central-1:111122223333:bucket/" + BUCKET;

  // Guards against: a jar for REST and S3 that the plugin directory lacks; properties that work
  // only with a directory.
  @Test
  void rowsLandInS3ThroughASignedRestCatalog() {
    try (LocalS3 s3 = LocalS3.start("s3", BUCKET);
        RestCatalogServer rest = RestCatalogServer.start("rest-catalog", s3, BUCKET);
        TestDatabase database = TestDatabase.create()) {
      Map<String, String> sink = sink(database, s3, rest);
      assertThat(sink)
          .containsEntry(CATALOG + "rest.sigv4-enabled", "true")
          .containsEntry(CATALOG + "rest.signing-name", "s3tables")
          .containsEntry(CATALOG + "warehouse", ARN)
          .containsEntry(CATALOG + "io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
      database.execute(
          "CREATE TABLE \"Line-Items\""
              + " (id int PRIMARY KEY, price numeric(10, 2), sold timestamptz)",
          "INSERT INTO \"Line-Items\" VALUES (1, 1.25, '2020-02-29 12:34:56.789012+00')");
      try (Lake lake = Lake.of(catalog(sink));
          Pipeline pipeline = Pipeline.of(database, "public.Line-Items").sink(sink).start()) {
        pipeline.source().awaitStreaming();
        database.execute(
            "INSERT INTO \"Line-Items\" VALUES (2, 2.5, NULL), (3, 3, NULL)",
            "UPDATE \"Line-Items\" SET price = 9.75 WHERE id = 1",
            "ALTER TABLE \"Line-Items\" ADD COLUMN note text",
            "UPDATE \"Line-Items\" SET note = 'noted' WHERE id = 2",
            "DELETE FROM \"Line-Items\" WHERE id = 3");
        pipeline.awaitLanded();

        List<String> tables = lake.reader().tables(Lake.NAMESPACE);
        assertThat(tables)
            .singleElement(InstanceOfAssertFactories.STRING)
            .startsWith("line_items_");
        // run gives a name that it has to change a suffix, so that no two names meet
        String table = tables.get(0);
        assertThat(lake.reader().location(Lake.NAMESPACE, table))
            .startsWith("s3://" + BUCKET + "/");
        assertThat(lake.columns(table))
            .containsEntry("price", "decimal(38, 2)")
            .containsEntry("sold", "timestamptz")
            .containsEntry("note", "string");
        assertThat(lake.log(table))
            .extracting(
                row ->
                    row.get("_op")
                        + " "
                        + row.get("id")
                        + " "
                        + Shown.value(row.get("price"))
                        + " "
                        + Shown.value(row.get("note")))
            .containsExactly(
                "r 1 1.25 null",
                "c 2 2.50 null",
                "c 3 3.00 null",
                "u 1 9.75 null",
                "u 2 2.50 \"noted\"",
                "d 3 null null");
        assertThat(ChangeLog.currentState(lake.log(table), "id").keySet())
            .containsExactlyInAnyOrder(1, 2);
      }
    }
  }

  /** Returns what {@code ./waltap run} would configure, except for the addresses of the servers. */
  private static Map<String, String> sink(
      TestDatabase database, LocalS3 s3, RestCatalogServer rest) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("POSTGRES_HOST", database.server().host());
    environment.put("POSTGRES_DB", database.name());
    environment.put("POSTGRES_USER", database.server().user());
    environment.put("POSTGRES_PASSWORD", "not used here");
    environment.put("TOPIC_PREFIX", database.prefix());
    environment.put("S3_TABLE_BUCKET_ARN", ARN);
    environment.put("ICEBERG_NAMESPACE", Lake.NAMESPACE);
    environment.put("FLUSH_INTERVAL_MS", "1000");
    RunConfig config = RunConfig.of(environment, Map.of());
    assertThat(config.problems()).isEmpty();

    Map<String, String> sink = new LinkedHashMap<>(config.sink());
    // a different control topic for each test, since the shared broker has those of other tests
    sink.put("iceberg.control.topic", database.prefix() + "-control");
    sink.put(CATALOG + "uri", rest.uri());
    sink.put(CATALOG + "rest.access-key-id", LocalS3.KEY);
    sink.put(CATALOG + "rest.secret-access-key", LocalS3.SECRET);
    s3.fileIo().forEach((name, value) -> sink.put(CATALOG + name, value));
    return sink;
  }

  private static Map<String, String> catalog(Map<String, String> sink) {
    Map<String, String> catalog = new LinkedHashMap<>();
    sink.forEach(
        (name, value) -> {
          if (name.startsWith(CATALOG)) {
            catalog.put(name.substring(CATALOG.length()), value);
          }
        });
    return catalog;
  }
}
