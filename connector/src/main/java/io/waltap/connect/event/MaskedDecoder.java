/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.event;

import io.waltap.connect.config.ColumnMask;
import io.waltap.connect.types.ColumnDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code column.mask.*} and {@code column.truncate.*}: changes the string that another decoder made. */
final class MaskedDecoder extends ColumnDecoder {
  private final ColumnDecoder decoder;
  private final ColumnMask mask;

  MaskedDecoder(ColumnDecoder decoder, ColumnMask mask) {
    this.decoder = decoder;
    this.mask = mask;
  }

  @Override
  public SchemaBuilder schema() {
    SchemaBuilder schema = decoder.schema();
    if (mask instanceof ColumnMask.Truncate truncate) {
      return schema.parameter("truncateLength", Integer.toString(truncate.length()));
    }
    return schema.parameter("masked", "true");
  }

  @Override
  public Object decode(byte[] data, int offset, int length) {
    return masked(decoder.decode(data, offset, length));
  }

  @Override
  public Object decodeText(byte[] data, int offset, int length) {
    return masked(decoder.decodeText(data, offset, length));
  }

  @Override
  public Object absent() {
    return masked(decoder.absent());
  }

  @Override
  public Object unavailable() {
    return decoder.unavailable();
  }

  @Override
  public Object functionDefault() {
    return masked(decoder.functionDefault());
  }

  @Override
  public boolean carriesDefault() {
    return decoder.carriesDefault();
  }

  @Override
  public boolean alwaysOptional() {
    return decoder.alwaysOptional();
  }

  private Object masked(Object value) {
    if (!(value instanceof String text)) {
      return value;
    }
    if (mask instanceof ColumnMask.Truncate truncate) {
      return text.length() > truncate.length() ? text.substring(0, truncate.length()) : text;
    }
    if (mask instanceof ColumnMask.Fixed fixed) {
      return "*".repeat(fixed.length());
    }
    return hash((ColumnMask.Hash) mask, text);
  }

  private static String hash(ColumnMask.Hash hash, String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance(hash.algorithm());
      digest.update(hash.salt().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("hash algorithm gone: " + hash.algorithm(), e);
    }
  }
}
