/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferenceTest {
  @TempDir Path directory;

  @Test
  void kafkasProvidersFindWhatAReferenceNames() throws IOException {
    Path file = directory.resolve("waltap.properties");
    Files.writeString(file, "source.database.password=hush {}$:=\n");
    Path secret = directory.resolve("token");
    Files.writeString(secret, "hush\n");
    Map<String, String> properties =
        Map.of(
            "database.password", SecretReference.toFile(file, "source.database.password"),
            "token", SecretReference.toSecretFile(secret),
            "path", SecretReference.toVariable("PATH"),
            "plain", "${schema}_${table}");

    assertThat(SecretReference.resolved(properties, Map.of()))
        .isEqualTo(
            Map.of(
                "database.password", "hush {}$:=",
                "token", "hush",
                "path", System.getenv("PATH"),
                "plain", "${schema}_${table}"));
  }

  @Test
  void aFileThatIsGoneIsAnError() {
    Map<String, String> properties =
        Map.of("a", SecretReference.toFile(directory.resolve("gone"), "a"));

    assertThatThrownBy(() -> SecretReference.resolved(properties, Map.of()))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void onlyTextForAKnownProviderIsAReference() {
    assertThat(SecretReference.isIn("${file:/run/secrets/pg:password}", Set.of())).isTrue();
    assertThat(SecretReference.isIn("${env:PASSWORD}", Set.of())).isTrue();
    assertThat(SecretReference.isIn("${directory:/run/secrets:pg}", Set.of())).isTrue();
    assertThat(SecretReference.isIn("${vault:pg:password}", Set.of())).isFalse();
    assertThat(SecretReference.isIn("${vault:pg:password}", Set.of("vault"))).isTrue();
    assertThat(SecretReference.isIn("hush", Set.of())).isFalse();
  }

  @Test
  void aPathThatWouldEndTheReferenceIsRefused() {
    assertThatThrownBy(() -> SecretReference.toFile(Path.of("/a:b"), "key"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SecretReference.toSecretFile(Path.of("/a}b")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
