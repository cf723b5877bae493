/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthServerTest {
  @Test
  void itAnswersWithTheStatusAndItsReasons() throws Exception {
    try (HealthServer health = HealthServer.start("127.0.0.1", 0)) {
      assertThat(get(health))
          .isEqualTo("503 {\"status\":\"starting\",\"reasons\":[\"the servers are starting\"]}");
      health.report(List.of());
      assertThat(get(health)).isEqualTo("200 {\"status\":\"ready\"}");
      health.report(List.of("waltap-sink failed: \"no\""));
      assertThat(get(health))
          .startsWith("503 ")
          .contains("\"degraded\"")
          .contains("waltap-sink failed: \\\"no\\\"");
      health.set("stopping", List.of());
      assertThat(get(health)).isEqualTo("503 {\"status\":\"stopping\"}");
    }
  }

  @Test
  void aPortThatIsTakenIsNamedWithTheVariable() throws Exception {
    try (HealthServer first = HealthServer.start("127.0.0.1", 0)) {
      int port = URI.create(first.url()).getPort();
      assertThatThrownBy(() -> HealthServer.start("127.0.0.1", port))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("HEALTH_PORT")
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }

  private static String get(HealthServer health) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(health.url())).build(),
                HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
