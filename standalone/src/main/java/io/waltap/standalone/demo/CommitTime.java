/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads when a change was committed, {@code payload.source.ts_ms}, from a record's value: JSON with
 * its schema. The other {@code ts_ms}, of the payload, is when the connector has read the change.
 * Everything before the field is passed over without making objects of it, and nothing after the
 * field is read.
 */
final class CommitTime {
  private static final JsonFactory JSON = new JsonFactory();

  private CommitTime() {}

  /**
   * Milliseconds since the epoch.
   *
   * @throws IllegalStateException if the value is not a change in JSON with its schema
   */
  static long millis(byte[] value) {
    try (JsonParser json = JSON.createParser(value)) {
      if (json.nextToken() == JsonToken.START_OBJECT
          && entered(json, "payload")
          && entered(json, "source")
          && reached(json, "ts_ms")) {
        return json.getLongValue();
      }
    } catch (IOException e) {
      throw new IllegalStateException("a record is not the JSON of a change", e);
    }
    throw new IllegalStateException("a record has no payload.source.ts_ms");
  }

  /** Goes into the object of a field. */
  private static boolean entered(JsonParser json, String field) throws IOException {
    return reached(json, field) && json.currentToken() == JsonToken.START_OBJECT;
  }

  /** Goes to the value of a field of the object that the parser is in; false: there is none. */
  private static boolean reached(JsonParser json, String field) throws IOException {
    String name = json.nextFieldName();
    while (name != null) {
      json.nextToken();
      if (name.equals(field)) {
        return true;
      }
      json.skipChildren();
      name = json.nextFieldName();
    }
    return false;
  }
}
