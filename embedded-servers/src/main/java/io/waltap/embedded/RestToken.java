/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.rest.ConnectRestExtensionContext;

/**
 * Refuses requests to the worker's REST API that do not have the token: {@code Authorization:
 * Bearer <token>}. Whoever may send requests may run code as our account, and read its files.
 */
public final class RestToken implements ConnectRestExtension {
  /** The worker's property with the token. */
  static final String PROPERTY = "waltap.rest.token";

  private static final String HEADER = HttpHeaders.AUTHORIZATION + ": ";
  private static final String SCHEME = "Bearer ";
  private static final int BYTES = 32;

  private byte[] expected = {};

  /** A token that nobody can guess. */
  public static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * The token of a file, which is private. It is made if it does not exist. The file is the line of
   * the header, so that {@code curl -H @file} sends it without showing it to others.
   */
  public static String inFile(Path file) throws IOException {
    if (Files.exists(file) && isNarrowed(file)) {
      String line = Files.readString(file, StandardCharsets.UTF_8).strip();
      if (line.startsWith(HEADER + SCHEME)) {
        return line.substring((HEADER + SCHEME).length());
      }
    }
    String token = random();
    PrivateFiles.write(file, HEADER + SCHEME + token + "\n");
    return token;
  }

  /** A file that cannot be made private is another account's: it is replaced. */
  private static boolean isNarrowed(Path file) throws IOException {
    try {
      PrivateFiles.narrowTree(file);
      return true;
    } catch (FileSystemException e) {
      Files.delete(file);
      return false;
    }
  }

  /** The value of the header that a request needs. */
  static String authorization(String token) {
    return SCHEME + token;
  }

  @Override
  public void configure(Map<String, ?> properties) {
    Object token = properties.get(PROPERTY);
    if (token == null) {
      throw new IllegalArgumentException(PROPERTY + " is missing");
    }
    expected = authorization(token.toString()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void register(ConnectRestExtensionContext context) {
    context.configurable().register(new Filter(expected), Priorities.AUTHENTICATION);
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public void close() {}

  /** Sees each request before Kafka Connect does. */
  public static final class Filter implements ContainerRequestFilter {
    private final byte[] expected;

    Filter(byte[] expected) {
      this.expected = expected.clone();
    }

    @Override
    public void filter(ContainerRequestContext request) {
      if (!admits(request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
        request.abortWith(
            Response.status(Response.Status.UNAUTHORIZED)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .type(MediaType.TEXT_PLAIN)
                .entity("This needs the header in the file rest.header of Waltap's directory.\n")
                .build());
      }
    }

    boolean admits(String authorization) {
      return authorization != null
          && MessageDigest.isEqual(expected, authorization.getBytes(StandardCharsets.UTF_8));
    }
  }
}
