/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import io.waltap.embedded.EmbeddedKafka;
import java.util.Map;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** A broker, in this JVM or in a container. */
public final class KafkaServer implements AutoCloseable {
  private final String bootstrapServers;
  private final Runnable closing;

  private KafkaServer(String bootstrapServers, Runnable closing) {
    this.bootstrapServers = bootstrapServers;
    this.closing = closing;
  }

  /**
   * @param settings of the broker, over the usual settings
   */
  static KafkaServer embedded(String name, Map<String, String> settings) {
    EmbeddedKafka kafka =
        EmbeddedKafka.builder(WorkDirectory.fresh(name)).settings(settings).start();
    return new KafkaServer(kafka.bootstrapServers(), kafka::close);
  }

  static KafkaServer inContainer() {
    KafkaContainer container =
        new KafkaContainer(
            DockerImageName.parse(Settings.kafkaImage()).asCompatibleSubstituteFor("apache/kafka"));
    container.start();
    return new KafkaServer(container.getBootstrapServers(), container::stop);
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    closing.run();
  }
}
