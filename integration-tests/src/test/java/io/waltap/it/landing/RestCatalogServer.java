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
 * tables in SQLite, and their files in the same S3 server as the sink, or in a directory. Iceberg's
 * jars come from the sink's plugin directory.
 */
final class RestCatalogServer implements AutoCloseable {
  private static final String LOCAL_FILES = "org.apache.iceberg.hadoop.HadoopFileIO";

  private final ServerProcess process;
  private final String uri;

  private RestCatalogServer(ServerProcess process, String uri) {
    this.process = process;
    this.uri = uri;
  }

  /** Starts the server with files in S3. The test is skipped if its jars are missing. */
  static RestCatalogServer start(String name, LocalS3 s3, String bucket) {
    Map<String, String> files = new LinkedHashMap<>(s3.fileIo());
    files.put("warehouse", "s3://" + bucket + "/warehouse");
    files.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    files.put("client.region", "eu-central-1");
    return start(name, files);
  }

  /** Starts the server with files in a directory. The test is skipped if its jars are missing. */
  static RestCatalogServer start(String name) {
    Path warehouse = Lake.Directories.fresh(name + "-warehouse");
    return start(name, Map.of("warehouse", "file://" + warehouse, "io-impl", LOCAL_FILES));
  }

  private static RestCatalogServer start(String name, Map<String, String> files) {
    Path jars = Lake.Directories.given("waltap.it.rest", "../lakes/rest-catalog/target/lib");
    assumeThat(jars).as("build with -Plakes").isDirectory();
    Path directory = Lake.Directories.fresh(name);
    int port = FreePorts.one();
    Map<String, String> catalog = new LinkedHashMap<>();
    catalog.put("rest.port", Integer.toString(port));
    catalog.put("uri", "jdbc:sqlite:" + directory.resolve("catalog.db"));
    // SQLite allows one writer
    catalog.put("clients", "1");
    catalog.putAll(files);
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

  /** Opens a catalog with files in a directory. */
  Lake lake() {
    return Lake.of(Map.of("type", "rest", "uri", uri, "io-impl", LOCAL_FILES));
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
