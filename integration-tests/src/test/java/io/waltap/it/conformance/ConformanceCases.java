/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import io.waltap.it.harness.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Decides which case files run on which major versions. {@code -Dconformance=all} runs all of them
 * on 14 and 18. {@code -Dconformance=NAME} runs the case of this name. Without the property, the
 * quick cases run on the default version. {@code -Dconformance.majors=14,15} sets other versions.
 */
final class ConformanceCases {
  private static final String QUICK = "quick";
  private static final String ALL = "all";

  private ConformanceCases() {}

  /** One case on one major version. */
  record Run(ConformanceCase scenario, int major) {
    @Override
    public String toString() {
      return scenario.name() + " on PostgreSQL " + major;
    }
  }

  static Stream<Run> runs() {
    String wanted = System.getProperty("conformance", QUICK);
    List<Run> runs = new ArrayList<>();
    for (int major : majors(wanted)) {
      for (Path file : files()) {
        ConformanceCase scenario = ConformanceCase.read(file, major);
        if (scenario.runsOn(major) && isWanted(scenario, wanted)) {
          runs.add(new Run(scenario, major));
        }
      }
    }
    return runs.stream();
  }

  /** Returns all files, ordered by name. */
  static List<Path> files() {
    try (Stream<Path> files = Files.list(directory())) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory() {
    try {
      return Path.of(
          Objects.requireNonNull(ConformanceCases.class.getResource("/conformance")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isWanted(ConformanceCase scenario, String wanted) {
    return switch (wanted) {
      case ALL -> true;
      case QUICK -> scenario.quick();
      default -> List.of(wanted.split(",")).contains(scenario.name());
    };
  }

  private static List<Integer> majors(String wanted) {
    String majors = System.getProperty("conformance.majors", "");
    if (!majors.isBlank()) {
      return Stream.of(majors.split(",")).map(Integer::valueOf).toList();
    }
    return wanted.equals(ALL) ? List.of(14, 18) : List.of(Settings.defaultMajor());
  }
}
