/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Gathers what the flight recorder saw in the workers, all rounds of one contender together. */
final class Profiles {
  private final Optional<Path> recording;
  private final Map<Subject, WorkerProfile> profiles = new LinkedHashMap<>();

  private Profiles(Optional<Path> recording) {
    this.recording = recording;
  }

  /** What is profiled. */
  record Subject(String workload, ValueFormat format, Contender contender) {}

  /**
   * @param wanted if not, nothing is recorded
   */
  static Profiles in(Path directory, boolean wanted) {
    return new Profiles(
        wanted ? Optional.of(directory.toAbsolutePath().resolve("worker.jfr")) : Optional.empty());
  }

  /** Where a worker is to leave its recording when it ends. */
  Optional<Path> recording() {
    return recording;
  }

  /** A worker has ended. */
  void add(Measurement measured) throws IOException {
    if (recording.isPresent()) {
      Subject subject = new Subject(measured.workload(), measured.format(), measured.contender());
      profiles.merge(subject, WorkerProfile.read(recording.get()), WorkerProfile::plus);
      Files.delete(recording.get());
    }
  }

  Map<Subject, WorkerProfile> all() {
    return profiles;
  }
}
