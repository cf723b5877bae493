/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A source partition: two entries in a fixed order. Connect looks up each record's partition in a
 * hash map. So the hash is computed once, instead of from all entries each time.
 */
final class PartitionMap extends AbstractMap<String, String> {
  private final Set<Map.Entry<String, String>> entries;
  private final int hash;

  PartitionMap(String firstKey, String firstValue, String secondKey, String secondValue) {
    Map<String, String> ordered = new LinkedHashMap<>();
    ordered.put(firstKey, firstValue);
    ordered.put(secondKey, secondValue);
    this.entries = Collections.unmodifiableMap(ordered).entrySet();
    this.hash = ordered.hashCode();
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return entries;
  }

  @Override
  public boolean equals(Object other) {
    return other == this || super.equals(other);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
