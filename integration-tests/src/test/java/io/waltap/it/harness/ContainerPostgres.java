/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import io.waltap.embedded.FreePorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** PostgreSQL in a container. Its host port stays the same over a restart. */
final class ContainerPostgres implements PostgresServer {
  private static final int PORT = 5432;

  private final int major;
  private final int port;
  private final PostgreSQLContainer container;

  ContainerPostgres(int major, Map<String, String> settings) {
    this.major = major;
    this.port = FreePorts.one();
    List<String> command = new ArrayList<>(List.of("postgres"));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    this.container =
        new PostgreSQLContainer(
            DockerImageName.parse(Settings.postgresImage(major))
                .asCompatibleSubstituteFor("postgres"));
    container.setPortBindings(List.of(port + ":" + PORT));
    container.setCommand(command.toArray(new String[0]));
    container.start();
  }

  @Override
  public int major() {
    return major;
  }

  @Override
  public String host() {
    return container.getHost();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String user() {
    return container.getUsername();
  }

  @Override
  public String password() {
    return container.getPassword();
  }

  @Override
  public void stopImmediately() {
    container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void start() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void close() {
    container.stop();
  }
}
