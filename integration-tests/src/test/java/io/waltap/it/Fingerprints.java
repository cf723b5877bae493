/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.harness.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Parses JSON with a text that is too large for the parser, and too large to keep. The text is
 * replaced by its length in bytes and its MD5.
 */
final class Fingerprints {
  /** A shorter text stays unchanged. */
  private static final int LARGE = 1 << 20;

  private Fingerprints() {}

  /**
   * @param field the name of the field; its first occurrence is used, and must be a text
   */
  static JsonNode parse(byte[] json, String field) {
    int start = textOf(field, json);
    int end = endOfText(json, start);
    if (end - start < LARGE) {
      return Json.parse(text(json, 0, json.length));
    }
    return Json.parse(
        text(json, 0, start) + of(json, start, end - start) + text(json, end, json.length - end));
  }

  /** Returns where the field's text starts. */
  private static int textOf(String field, byte[] json) {
    byte[] name = ('"' + field + "\":\"").getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at + name.length <= json.length; at++) {
      if (Arrays.equals(json, at, at + name.length, name, 0, name.length)) {
        return at + name.length;
      }
    }
    throw new IllegalArgumentException("there is no text field " + field);
  }

  private static int endOfText(byte[] json, int start) {
    int end = start;
    while (json[end] != '"') {
      if (json[end] == '\\') {
        throw new IllegalArgumentException("the text has escapes, so its JSON is not its bytes");
      }
      end++;
    }
    return end;
  }

  private static String of(byte[] data, int offset, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(data, offset, length);
      return length + " " + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(byte[] data, int offset, int length) {
    return new String(data, offset, length, StandardCharsets.UTF_8);
  }
}
