/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.lake.LakeReaders;
import io.waltap.standalone.lake.LakeUpkeep;
import io.waltap.standalone.landing.Installation;
import io.waltap.standalone.landing.SecretReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the catalog, and waits for one that does not answer. */
final class LakeAccess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LakeAccess.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Installation installation;
  private final RunConfig config;
  private final StopSignal stop;
  private LakeUpkeep lake;

  LakeAccess(Installation installation, RunConfig config, StopSignal stop) {
    this.installation = installation;
    this.config = config;
    this.stop = stop;
  }

  /**
   * Waits until the catalog says which positions it has. Without them, a start could begin from the
   * start again.
   *
   * @return empty if a signal to stop came before
   */
  Optional<LakeState> open(HealthServer health) {
    GrowingPause pauses = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
    while (true) {
      Duration pause = pauses.next();
      try {
        if (lake == null) {
          Map<String, String> sink = SecretReference.resolved(config.sink(), config.worker());
          lake =
              LakeReaders.openUpkeep(
                  installation.sinkPlugin(),
                  below("iceberg.catalog.", sink),
                  below("iceberg.hadoop.", sink));
        }
        LakeState state = new LakeState(lake, config);
        state.read();
        return Optional.of(state);
      } catch (RuntimeException e) { // each catalog has its own
        String reason =
            "the Iceberg catalog does not answer: "
                + e.getClass().getSimpleName()
                + ": "
                + config.withoutSecrets(e.getMessage());
        LOG.warn("{}; trying again in {} s", reason, pause.toSeconds());
        health.set("starting", List.of(reason));
      }
      if (stop.await(pause)) {
        return Optional.empty();
      }
    }
  }

  /** The catalog, when it was opened. */
  LakeUpkeep lake() {
    return lake;
  }

  @Override
  public void close() {
    if (lake != null) {
      lake.close();
    }
  }

  private static Map<String, String> below(String prefix, Map<String, String> properties) {
    Map<String, String> below = new TreeMap<>();
    properties.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            below.put(name.substring(prefix.length()), value);
          }
        });
    return below;
  }
}
