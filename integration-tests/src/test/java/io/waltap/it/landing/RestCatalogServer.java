/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.waltap.embedded.FreePorts;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The REST catalog of Iceberg's own tests, which is the reference of its protocol. It keeps its
 * tables in SQLite, and their files in the same S3 server as the sink. Iceberg's jars come from the
 * sink's plugin directory.
 */
final class RestCatalogServer implements AutoCloseable {
  private final ServerProcess process;
  private final String uri;

  private RestCatalogServer(ServerProcess process, String uri) {
    this.process = process;
    this.uri = uri;
  }

  /** Starts the server. The test is skipped if its jars are missing. */
  static RestCatalogServer start(String name, LocalS3 s3, String bucket) {
    Path jars = Lake.Directories.given("waltap.it.rest", "../lakes/rest-catalog/target/lib");
    assumeThat(jars).as("build with -Plakes").isDirectory();
    Path directory = Lake.Directories.fresh(name);
    int port = FreePorts.one();
    Map<String, String> catalog = new LinkedHashMap<>();
    catalog.put("rest.port", Integer.toString(port));
    catalog.put("uri", "jdbc:sqlite:" + directory.resolve("catalog.db"));
    // SQLite allows one writer
    catalog.put("clients", "1");
    catalog.put("warehouse", "s3://" + bucket + "/warehouse");
    catalog.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    catalog.put("client.region", "eu-central-1");
    catalog.putAll(s3.fileIo());
    Map<String, String> environment = new LinkedHashMap<>();
    catalog.forEach((property, value) -> environment.put(variable(property), value));

    String classPath = jars.resolve("*") + File.pathSeparator + Lake.sinkPlugin().resolve("*");
    ServerProcess process =
        ServerProcess.start(
            name,
            directory,
            Jdk.current(),
            environment,
            List.of("-Xmx256m", "-cp", classPath, "org.apache.iceberg.rest.RESTCatalogServer"));
    RestCatalogServer server = new RestCatalogServer(process, "http://127.0.0.1:" + port + "/");
    try {
      process.awaitAnswer(URI.create(server.uri + "v1/config"));
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
    return server;
  }

  String uri() {
    return uri;
  }

  /** Opens the catalog with the properties that the sink and Iceberg's reader need. */
  Lake lake(LocalS3 s3, String bucket) {
    Map<String, String> catalog = new LinkedHashMap<>(s3.fileIo());
    catalog.put("type", "rest");
    catalog.put("uri", uri);
    catalog.put("warehouse", "s3://" + bucket + "/");
    catalog.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    catalog.put("client.region", "us-east-1");
    return Lake.of(catalog);
  }

  @Override
  public void close() {
    process.close();
  }

  /**
   * Returns the environment variable for a catalog property: {@code CATALOG_IO__IMPL} for {@code
   * io-impl}.
   */
  private static String variable(String property) {
    return "CATALOG_" + property.replace("-", "__").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
