/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds names in the environment that look like variables of ours and are none. Nothing would read
 * them, so a default would hold without a word.
 */
final class UnknownVariables {
  /** Who sets a variable with these means us. */
  private static final List<String> OURS = List.of("ICEBERG_", "PUBLICATION_", "SLOT_", "WALTAP_");

  /** Other programs have such variables, so only a name that is close to one of ours counts. */
  private static final List<String> SHARED =
      List.of(
          "POSTGRES_",
          "CHANGELOG_",
          "LANDING",
          "SNAPSHOT_",
          "TABLE_",
          "FLUSH_",
          "TOPIC_",
          "SHUTDOWN_",
          "HEALTH_",
          "MAX_ROW_",
          "S3_TABLE_");

  /** The script ./waltap reads these. */
  private static final Set<String> SCRIPT = Set.of("WALTAP_JAVA_OPTS", "WALTAP_UMASK");

  /** The image of PostgreSQL reads these, and may share an environment with us. */
  private static final Set<String> FOREIGN =
      Set.of("POSTGRES_HOST_AUTH_METHOD", "POSTGRES_INITDB_ARGS", "POSTGRES_INITDB_WALDIR");

  /** Kubernetes sets these in each container, for a service named postgres or waltap. */
  private static final Pattern SERVICE =
      Pattern.compile(".*_(SERVICE_(HOST|PORT.*)|PORT_\\d+_(TCP|UDP|SCTP).*)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private UnknownVariables() {}

  /** One sentence for each such name, in the order of the names. */
  static List<String> warnings(Map<String, String> environment) {
    List<String> warnings = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (!value.isBlank() && !SERVICE_ADDRESS.matcher(value).matches()) {
                warning(name).ifPresent(warnings::add);
              }
            });
    return warnings;
  }

  /** The variable that may be meant by a name that is none; empty if none is close. */
  static Optional<String> meant(String name) {
    return NearestName.of(
        name, Stream.concat(Variables.names().stream(), SCRIPT.stream().sorted()).toList());
  }

  private static Optional<String> warning(String name) {
    if (Variables.isKnown(name)
        || SCRIPT.contains(name)
        || FOREIGN.contains(name)
        || SERVICE.matcher(name).matches()) {
      return Optional.empty();
    }
    Optional<String> meant = meant(name);
    if (!begins(name, OURS) && (meant.isEmpty() || !begins(name, SHARED))) {
      return Optional.empty();
    }
    return Optional.of(
        name
            + " is not a variable of Waltap; "
            + meant
                .map(known -> "did you mean " + known + "?")
                .orElse("./waltap run --help lists all of them"));
  }

  private static boolean begins(String name, List<String> prefixes) {
    return prefixes.stream().anyMatch(name::startsWith);
  }
}
