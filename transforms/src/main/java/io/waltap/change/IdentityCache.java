/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;

/**
 * Keeps what was compiled for a schema, and finds it by the schema's identity. Comparing two
 * schemas field by field costs more than the work that the cache saves, and converters return the
 * same instance for the same schema. The size is bounded: the entry that was used longest ago is
 * dropped first. If its schema comes back, it is compiled again.
 */
public final class IdentityCache<V> {
  static final int CAPACITY = 1000;

  private final Map<Key, V> entries;
  private Schema lastSchema;
  private V lastValue;

  /** An empty cache, of a size that suffices for a sink of many tables. */
  public IdentityCache() {
    this(CAPACITY);
  }

  IdentityCache(int capacity) {
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, V> eldest) {
            return size() > capacity;
          }
        };
  }

  /** Returns what was compiled for this very schema, and compiles it if there is nothing. */
  public synchronized V get(Schema schema, Function<Schema, V> compile) {
    if (schema == lastSchema) {
      return lastValue;
    }
    Key key = new Key(schema);
    V value = entries.get(key);
    if (value == null) {
      value = compile.apply(schema);
      entries.put(key, value);
    }
    lastSchema = schema;
    lastValue = value;
    return value;
  }

  synchronized int size() {
    return entries.size();
  }

  private static final class Key {
    private final Schema schema;

    Key(Schema schema) {
      this.schema = schema;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.schema == schema;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(schema);
    }
  }
}
