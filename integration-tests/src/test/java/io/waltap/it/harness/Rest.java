/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Connect's REST API, as a user calls it with curl. */
final class Rest {
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI base;

  Rest(int port) {
    this.base = URI.create("http://127.0.0.1:" + port + "/");
  }

  record Response(int status, JsonNode body) {
    private static final int CONFLICT = 409;
    private static final int FAILURE = 500;

    /**
     * Whether the request will succeed a moment later. A rebalance or a change of configuration is
     * under way, or the group's leader has died and the group does not know it yet.
     */
    boolean isMomentary() {
      String message = body.path("message").asText();
      return status == CONFLICT && !message.contains("already exists")
          || status == FAILURE && message.contains("forward REST request");
    }

    boolean isSuccess() {
      return status / 100 == 2;
    }
  }

  /**
   * Sends one request.
   *
   * @param body sent as JSON, or null for none
   * @throws UncheckedIOException if no worker answers
   */
  Response send(String method, String path, Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Settings.patience())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(Json.write(body)));
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      JsonNode answer =
          response.body().isBlank() ? NullNode.getInstance() : Json.parse(response.body());
      return new Response(response.statusCode(), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at " + method + " " + path, e);
    }
  }

  /**
   * Sends a request that must succeed. It is repeated while Connect refuses it only for the moment.
   */
  JsonNode call(String method, String path, Object body) {
    long start = System.nanoTime();
    Response response = send(method, path, body);
    while (response.isMomentary() && System.nanoTime() - start < Settings.patience().toNanos()) {
      Pauses.briefly();
      response = send(method, path, body);
    }
    if (!response.isSuccess()) {
      throw new IllegalStateException(
          method + " " + path + " answered " + response.status() + ": " + response.body());
    }
    return response.body();
  }
}
