/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers {@code GET /healthz}: 200 with {@code {"status":"ready"}}, or 503 with {@code
 * {"status":"starting"|"degraded"|"stopping","reasons":[…]}}. It has no secrets and no rows, and
 * asks for no token.
 *
 * <p>A status that nobody has renewed for a while is degraded, since whoever should renew it hangs.
 */
final class HealthServer implements AutoCloseable {
  static final Duration STALE = Duration.ofMinutes(2);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpServer server; // null: not wanted
  private final ExecutorService executor; // null as well
  private volatile Health health = new Health("starting", List.of("the servers are starting"));
  private volatile long renewed = System.nanoTime();

  private record Health(String status, List<String> reasons) {}

  private HealthServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /** Answers on HEALTH_HOST and HEALTH_PORT; with port 0, nobody. */
  static HealthServer startIfWanted(RunConfig config) throws IOException {
    return config.healthPort() == 0
        ? new HealthServer(null, null)
        : start(config.healthHost(), config.healthPort());
  }

  /**
   * @param port 0: a free one
   * @throws IOException if the address cannot be used
   */
  static HealthServer start(String host, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
    HttpServer server;
    try {
      server = HttpServer.create(address, 16);
    } catch (IOException e) {
      throw new IOException(
          "HEALTH_HOST and HEALTH_PORT: cannot listen on "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "). Set HEALTH_PORT to another port, or to 0 for no health server.",
          e);
    }
    ExecutorService executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "health");
              thread.setDaemon(true);
              return thread;
            });
    HealthServer health = new HealthServer(server, executor);
    server.setExecutor(executor);
    server.createContext("/healthz", health::answer);
    server.start();
    return health;
  }

  /** Where it answers; empty if nobody is to ask. */
  String url() {
    if (server == null) {
      return "";
    }
    InetSocketAddress address = server.getAddress();
    String host = address.getHostString();
    return "http://"
        + (host.indexOf(':') < 0 ? host : "[" + host + "]")
        + ":"
        + address.getPort()
        + "/healthz";
  }

  /** The process works: ready without reasons, degraded with. */
  void report(List<String> reasons) {
    set(reasons.isEmpty() ? "ready" : "degraded", reasons);
  }

  /** The process starts or stops. */
  void set(String status, List<String> reasons) {
    health = new Health(status, List.copyOf(reasons));
    renewed = System.nanoTime();
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
      executor.shutdownNow();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Health now = health;
      if (now.status.equals("ready") && System.nanoTime() - renewed > STALE.toNanos()) {
        now = new Health("degraded", List.of("the process has not looked for " + STALE));
      }
      byte[] body = body(now);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(now.status.equals("ready") ? 200 : 503, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private byte[] body(Health now) throws JsonProcessingException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", now.status);
    if (!now.reasons.isEmpty()) {
      body.put("reasons", now.reasons);
    }
    return json.writeValueAsBytes(body);
  }
}
