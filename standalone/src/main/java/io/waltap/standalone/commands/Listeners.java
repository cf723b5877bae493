/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the broker and the worker listen, if a user has changed it from 127.0.0.1. */
final class Listeners {
  private static final Pattern ADDRESS = Pattern.compile("[^:/]+://(.*):\\d+");

  private Listeners() {}

  /** What a user should know who lets other hosts connect. */
  static List<String> warnings(Map<String, String> broker, Map<String, String> worker) {
    List<String> warnings = new ArrayList<>();
    if (!onLoopback(broker.get("listeners"))) {
      warnings.add(
          "broker.listeners lets other hosts connect to the broker. Unless its own settings ask for"
              + " authentication, they can read and write all rows and configurations.");
    }
    if (!onLoopback(worker.get("listeners"))) {
      warnings.add(
          "worker.listeners lets other hosts connect to Kafka Connect's REST API. Without https,"
              + " the token of rest.header can be read on the network. Who has it can run code"
              + " here.");
    }
    return warnings;
  }

  /** Whether only this host can connect; null stands for the default. */
  static boolean onLoopback(String listeners) {
    if (listeners == null) {
      return true;
    }
    for (String listener : listeners.split(",", -1)) {
      Matcher address = ADDRESS.matcher(listener.strip());
      if (!address.matches() || !Loopback.isHost(address.group(1))) {
        return false;
      }
    }
    return true;
  }
}
