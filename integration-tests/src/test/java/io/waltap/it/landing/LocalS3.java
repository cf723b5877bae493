/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.waltap.embedded.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** s3proxy with objects in memory: a server with the API of S3, and without access control. */
final class LocalS3 implements AutoCloseable {
  static final String KEY = "local";
  static final String SECRET = "local-secret";

  private final ServerProcess process;
  private final URI endpoint;

  private LocalS3(ServerProcess process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts the server with an empty bucket. The test is skipped if its jars are missing. */
  static LocalS3 start(String name, String bucket) {
    Path jars = Lake.Directories.given("waltap.it.s3", "../lakes/s3-server/target/lib");
    assumeThat(jars).as("build with -Plakes").isDirectory();
    Path directory = Lake.Directories.fresh(name);
    URI endpoint = URI.create("http://127.0.0.1:" + FreePorts.one());
    Path properties = directory.resolve("s3proxy.properties");
    try {
      Files.createDirectories(directory);
      Files.writeString(
          properties,
          String.join(
              "\n",
              "s3proxy.authorization=none",
              "s3proxy.endpoint=" + endpoint,
              "s3proxy.ignore-unknown-headers=true",
              "jclouds.provider=transient-nio2",
              "jclouds.identity=" + KEY,
              "jclouds.credential=" + SECRET));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ServerProcess process =
        ServerProcess.start(
            name,
            directory,
            Jdk.current(),
            Map.of(),
            List.of(
                "-Xmx256m",
                "-cp",
                jars.resolve("*").toString(),
                "org.gaul.s3proxy.Main",
                "--properties",
                properties.toString()));
    LocalS3 s3 = new LocalS3(process, endpoint);
    try {
      process.awaitAnswer(endpoint.resolve("/"));
      Http.put(endpoint.resolve("/" + bucket), "");
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
    return s3;
  }

  /** Returns the properties of Iceberg's S3FileIO for this server. */
  Map<String, String> fileIo() {
    return Map.of(
        "s3.endpoint",
        endpoint.toString(),
        "s3.path-style-access",
        "true",
        "s3.access-key-id",
        KEY,
        "s3.secret-access-key",
        SECRET);
  }

  /** Returns the HTTP address of an object or a prefix. */
  URI at(String location) {
    return endpoint.resolve("/" + location.substring("s3://".length()));
  }

  @Override
  public void close() {
    process.close();
  }
}
