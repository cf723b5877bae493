/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guards against: a default that holds because of a slip in the name of a variable. */
class UnknownVariablesTest {
  @ParameterizedTest
  @CsvSource({
    "POSTGRES_HOSTNAME,POSTGRES_HOST",
    "POSTGRES_USERNAME,POSTGRES_USER",
    "POSTGRES_PASWORD,POSTGRES_PASSWORD",
    "POSTGRES_PASSWORD_FILES,POSTGRES_PASSWORD_FILE",
    "POSTGRES_USER_FILE,POSTGRES_USER",
    "PUBLICATION,PUBLICATION_NAME",
    "SLOT_NAMES,SLOT_NAME",
    "TABLE_INCLUDE,TABLE_INCLUDE_LIST",
    "SNAPSHOT_MOD,SNAPSHOT_MODE",
    "FLUSH_INTERVAL,FLUSH_INTERVAL_MS",
    "TOPIC_PREFIXES,TOPIC_PREFIX",
    "ICEBERG_NAMESPACES,ICEBERG_NAMESPACE",
    "CHANGELOG_NAMESPACES,CHANGELOG_NAMESPACE",
    "LANDINGS,LANDING",
    "ICEBERG_CATALOG,ICEBERG_CATALOG_URI",
    "WALTAP_JAVA_OPT,WALTAP_JAVA_OPTS"
  })
  void theVariableThatMayBeMeantIsNamed(String name, String meant) {
    assertThat(UnknownVariables.meant(name)).contains(meant);
  }

  @Test
  void aWarningSaysWhatIsMeant() {
    assertThat(UnknownVariables.warnings(Map.of("POSTGRES_HOSTNAME", "db")))
        .containsExactly(
            "POSTGRES_HOSTNAME is not a variable of Waltap; did you mean POSTGRES_HOST?");
  }

  @Test
  void aNameThatBeginsAsOursIsOneEvenIfNothingIsClose() {
    assertThat(UnknownVariables.warnings(Map.of("WALTAP_THREADS", "4", "ICEBERG_FORMAT", "3")))
        .containsExactly(
            "ICEBERG_FORMAT is not a variable of Waltap; ./waltap run --help lists all of them",
            "WALTAP_THREADS is not a variable of Waltap; ./waltap run --help lists all of them");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POSTGRES_INITDB_ARGS",
        "POSTGRES_HOST_AUTH_METHOD",
        "POSTGRES_INITDB_WALDIR",
        "POSTGRES_VERSION",
        "TABLE_SIZE",
        "WALTAP_JAVA_OPTS",
        "WALTAP_UMASK",
        "WALTAP_SERVICE_HOST",
        "WALTAP_SERVICE_PORT_HEALTH",
        "POSTGRES_PORT_5432_TCP_ADDR",
        "ICEBERG_CATALOG_ANY__OTHER",
        "POSTGRES_HOST",
        "PATH"
      })
  void theseAreKnownOrMeantForOthers(String name) {
    assertThat(UnknownVariables.warnings(Map.of(name, "a value"))).isEmpty();
  }

  @Test
  void anEmptyOneAndTheAddressOfAServiceOfKubernetesHaveNoEffect() {
    assertThat(
            UnknownVariables.warnings(
                Map.of("WALTAP_PORT", "tcp://10.0.0.1:8090", "SLOT_NAMES", " ")))
        .isEmpty();
  }
}
