/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.config.ColumnMask;
import io.waltap.connect.types.ColumnDecoder;
import io.waltap.connect.types.PgType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Carries out {@code column.mask.*} and {@code column.truncate.*}: it changes the string that
 * another decoder made.
 */
final class MaskedDecoder extends ColumnDecoder {
  private static final int VARIABLE_HEADER = 4;

  private final ColumnDecoder decoder;
  private final ColumnMask mask;
  private final int maxLength;

  /**
   * @param maxLength the column's declared length; a longer hash is cut
   */
  MaskedDecoder(ColumnDecoder decoder, ColumnMask mask, int maxLength) {
    this.decoder = decoder;
    this.mask = mask;
    this.maxLength = maxLength;
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
    String hash = hash((ColumnMask.Hash) mask, text);
    return hash.length() > maxLength ? hash.substring(0, maxLength) : hash;
  }

  /** What NULL becomes. Fixed masks of strings hide NULL too, as in Debezium. */
  Object nullValue() {
    return mask instanceof ColumnMask.Fixed fixed && decoder.schema().type() == Schema.Type.STRING
        ? "*".repeat(fixed.length())
        : null;
  }

  /** The declared length of a char(n) or varchar(n) column. */
  static int declaredLength(PgType type, int typmod) {
    boolean limited =
        type != null && (type.name().equals("varchar") || type.name().equals("bpchar"));
    return limited && typmod > VARIABLE_HEADER ? typmod - VARIABLE_HEADER : Integer.MAX_VALUE;
  }

  private static byte[] digested(ColumnMask.HashInput input, String text) {
    return switch (input) {
      case TEXT -> text.getBytes(StandardCharsets.UTF_8);
      case JAVA_SERIALIZATION -> SerializedText.of(text);
    };
  }

  private static String hash(ColumnMask.Hash hash, String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance(hash.algorithm());
      digest.update(hash.salt().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(digested(hash.input(), text)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("hash algorithm is unavailable: " + hash.algorithm(), e);
    }
  }
}
