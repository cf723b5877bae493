/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;

/** Describes the machine and the versions that were measured. */
final class Machine {
  private Machine() {}

  static Map<String, String> facts(EmbeddedPostgres postgres, Path plugins)
      throws SQLException, IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    String model = ProcStat.value("cpuinfo", "model name");
    facts.put(
        "processors",
        Runtime.getRuntime().availableProcessors() + (model.isEmpty() ? "" : " of " + model));
    ProcStat.memory()
        .ifPresent(bytes -> facts.put("memory", Console.number((double) bytes / 1e9) + " GB"));
    facts.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"));
    facts.put(
        "Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    try (Connection session = postgres.connect("postgres");
        Statement statement = session.createStatement();
        ResultSet version = statement.executeQuery("SHOW server_version")) {
      version.next();
      facts.put("PostgreSQL", version.getString(1));
    }
    facts.put("Kafka", AppInfoParser.getVersion());
    facts.put("Waltap", jarVersion(plugins, "waltap-connector-postgresql"));
    facts.put("Debezium", jarVersion(plugins, "debezium-connector-postgres"));
    if (!ProcStat.available()) {
      facts.put("CPU times", "not measured: this system has no /proc");
    }
    return facts;
  }

  /** Returns the version in the name of the plugin's jar. The jar is named like its directory. */
  private static String jarVersion(Path plugins, String plugin) throws IOException {
    Path directory = plugins.resolve(plugin);
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, plugin + "-*.jar")) {
        for (Path jar : jars) {
          String name = jar.getFileName().toString();
          return name.substring(plugin.length() + 1, name.length() - ".jar".length());
        }
      }
    }
    return "not found";
  }
}
