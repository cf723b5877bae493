/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** The few requests that tests send themselves. */
final class Http {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private Http() {}

  /** Whether the address answers with a success that contains this text. */
  static boolean answers(URI address, String text) {
    try {
      HttpResponse<String> response = send(HttpRequest.newBuilder(address).GET());
      return response.statusCode() / 100 == 2 && response.body().contains(text);
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  static String get(URI address) {
    return body(HttpRequest.newBuilder(address).GET());
  }

  static String put(URI address, String json) {
    return body(
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  static String post(URI address, String contentType, Map<String, String> headers, String content) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(content));
    headers.forEach(request::header);
    return body(request);
  }

  private static String body(HttpRequest.Builder request) {
    HttpResponse<String> response = send(request);
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          response.request().uri() + " gave " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(
          request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
