/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Collects what the flight recorder saw in the workers, for all rounds of one contender together.
 */
final class Profiles {
  private final Optional<Path> recording;
  private final Map<Subject, WorkerProfile> profiles = new LinkedHashMap<>();

  private Profiles(Optional<Path> recording) {
    this.recording = recording;
  }

  /** What a profile is about. */
  record Subject(String workload, ValueFormat format, Contender contender) {}

  /**
   * @param wanted if false, nothing is recorded
   */
  static Profiles in(Path directory, boolean wanted) {
    return new Profiles(
        wanted ? Optional.of(directory.toAbsolutePath().resolve("worker.jfr")) : Optional.empty());
  }

  /** Returns the file for a worker's recording, which is written when the worker ends. */
  Optional<Path> recording() {
    return recording;
  }

  /** Adds the recording of a worker that has ended. */
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
