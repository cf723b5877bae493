/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.FreePorts;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * The ports of a data directory. They are chosen once, so that tools and firewalls can rely on
 * them. A port that another process has taken is chosen again; nothing that is stored depends on
 * it.
 */
record Ports(int broker, int controller, int connect) {
  private static final String FILE = "ports.properties";

  static Ports of(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve(FILE);
    Properties stored = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        stored.load(reader);
      }
    }
    List<Integer> free = FreePorts.distinct(3);
    Ports ports =
        new Ports(
            keep(stored, "broker", free.get(0)),
            keep(stored, "controller", free.get(1)),
            keep(stored, "connect", free.get(2)));
    stored.setProperty("broker", Integer.toString(ports.broker()));
    stored.setProperty("controller", Integer.toString(ports.controller()));
    stored.setProperty("connect", Integer.toString(ports.connect()));
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      stored.store(writer, null);
    }
    return ports;
  }

  private static int keep(Properties stored, String name, int otherwise) {
    String known = stored.getProperty(name, "");
    if (known.matches("\\d{1,5}") && FreePorts.isFree(Integer.parseInt(known))) {
      return Integer.parseInt(known);
    }
    return otherwise;
  }
}
