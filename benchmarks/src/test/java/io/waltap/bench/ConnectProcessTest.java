/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectProcessTest {
  @Test
  void anExactlyOnceWorkerHasTheDefaultsOfTheProducer() {
    Map<String, String> properties = properties(Optional.of("bench-l1_waltap"));

    assertThat(properties).containsEntry("exactly.once.source.support", "enabled");
    assertThat(properties.keySet())
        .filteredOn(name -> name.startsWith("producer."))
        .containsExactly("producer.max.request.size");
    assertThat(properties).doesNotContainKey("offset.flush.interval.ms");
  }

  @Test
  void anExactlyOnceWorkerHasTopicsOfItsOwn() {
    Map<String, String> properties = properties(Optional.of("bench-l1_waltap"));

    assertThat(properties)
        .containsEntry("group.id", "bench-l1_waltap")
        .containsEntry("config.storage.topic", "bench-l1_waltap-config")
        .containsEntry("offset.storage.topic", "bench-l1_waltap-offset")
        .containsEntry("status.storage.topic", "bench-l1_waltap-status")
        .doesNotContainKey("offset.storage.file.filename");
  }

  @Test
  void aStandaloneWorkerStoresItsOffsetsInAFile() {
    Map<String, String> properties = properties(Optional.empty());

    assertThat(properties)
        .containsKey("offset.storage.file.filename")
        .containsAllEntriesOf(ConnectProcess.producerProperties())
        .doesNotContainKeys("group.id", "exactly.once.source.support");
  }

  private static Map<String, String> properties(Optional<String> group) {
    return ConnectProcess.workerProperties(
        new ConnectProcess.Settings(
            Path.of("worker"),
            "127.0.0.1:9092",
            List.of(Path.of("plugins")),
            "2g",
            Optional.empty(),
            group,
            Map.of()),
        URI.create("http://127.0.0.1:8083"));
  }
}
