/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.buffer;

import io.waltap.mirror.change.Key;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Estimates how much memory a version takes. It errs by a factor of two at most, not by more. */
final class Size {
  /** An entry of the map, the key and the version without their contents. */
  private static final long ENTRY = 160;

  private static final long VALUE = 24;

  private Size() {}

  static long of(Key key, Version version) {
    long size = ENTRY + key.length();
    if (version.row() != null) {
      for (Object value : version.row().values()) {
        size += of(value);
      }
    }
    return size;
  }

  private static long of(Object value) {
    if (value instanceof String text) {
      return VALUE + 2L * text.length();
    }
    if (value instanceof ByteBuffer bytes) {
      return VALUE + bytes.remaining();
    }
    if (value instanceof List<?> list) {
      return list.stream().mapToLong(Size::of).sum() + VALUE;
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
              .mapToLong(entry -> of(entry.getKey()) + of(entry.getValue()))
              .sum()
          + VALUE;
    }
    if (value instanceof Object[] members) {
      return Arrays.stream(members).mapToLong(Size::of).sum() + VALUE;
    }
    return value == null ? 4 : VALUE;
  }
}
