/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.types.ColumnDecoder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes text of a database with the encoding SQL_ASCII, in which the server checks nothing. Text
 * that is not UTF-8 is read in {@code database.fallback.charset}. Without that property, bytes that
 * are not UTF-8 become U+FFFD. So they do inside of arrays, ranges and other containers. A warning
 * names the column once.
 */
final class FallbackDecoder extends ColumnDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(FallbackDecoder.class);

  private static final char REPLACEMENT = '\uFFFD';

  private final ColumnDecoder decoder;
  private final Charset fallback;
  private final TableId table;
  private final String column;
  private final boolean inKey;
  private final AtomicBoolean told = new AtomicBoolean();

  private FallbackDecoder(
      ColumnDecoder decoder, Charset fallback, TableId table, String column, boolean inKey) {
    this.decoder = decoder;
    this.inKey = inKey;
    this.fallback = fallback;
    this.table = table;
    this.column = column;
  }

  /**
   * @param fallback {@code database.fallback.charset}, or null
   * @param inKey whether the column is part of the record key
   * @return the same decoder if its values are not strings
   */
  static ColumnDecoder of(
      ColumnDecoder decoder, Charset fallback, TableId table, String column, boolean inKey) {
    return decoder.schema().type() == Schema.Type.STRING
        ? new FallbackDecoder(decoder, fallback, table, column, inKey)
        : decoder;
  }

  @Override
  public SchemaBuilder schema() {
    return decoder.schema();
  }

  @Override
  public Object decode(byte[] data, int offset, int length) {
    Object value = decoder.decode(data, offset, length);
    if (isUtf8(value, data, offset, length)) {
      return value;
    }
    tell();
    if (fallback == null || !decoder.isSentAsCharacters()) {
      return replaced(value);
    }
    byte[] utf8 = utf8(data, offset, length);
    return decoder.decode(utf8, 0, utf8.length);
  }

  @Override
  public Object decodeText(byte[] data, int offset, int length) {
    Object value = decoder.decodeText(data, offset, length);
    if (isUtf8(value, data, offset, length)) {
      return value;
    }
    tell();
    if (fallback == null) {
      return replaced(value);
    }
    byte[] utf8 = utf8(data, offset, length);
    return decoder.decodeText(utf8, 0, utf8.length);
  }

  /** A value with replacement characters: two different values can become the same. */
  private Object replaced(Object value) {
    if (inKey) {
      throw new IllegalArgumentException(
          "a key with bytes that are not UTF-8; set database.fallback.charset to the charset of"
              + " these texts");
    }
    return value;
  }

  @Override
  public Object absent() {
    return decoder.absent();
  }

  @Override
  public Object unavailable() {
    return decoder.unavailable();
  }

  @Override
  public Object functionDefault() {
    return decoder.functionDefault();
  }

  @Override
  public boolean carriesDefault() {
    return decoder.carriesDefault();
  }

  @Override
  public boolean alwaysOptional() {
    return decoder.alwaysOptional();
  }

  /** Only a string with the replacement character needs a check of its bytes. */
  private static boolean isUtf8(Object value, byte[] data, int offset, int length) {
    if (!(value instanceof String text) || text.indexOf(REPLACEMENT) < 0) {
      return true;
    }
    return !StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(data, offset, length), CharBuffer.allocate(length), true)
        .isError();
  }

  private byte[] utf8(byte[] data, int offset, int length) {
    return new String(data, offset, length, fallback).getBytes(StandardCharsets.UTF_8);
  }

  private void tell() {
    if (told.compareAndSet(false, true)) {
      LOG.warn(
          "column \"{}\" of {} has text that is not UTF-8, and the encoding of the database is"
              + " SQL_ASCII. {}",
          column,
          table,
          fallback != null && decoder.isSentAsCharacters()
              ? "Such text is read as " + fallback
              : "Bytes that are not UTF-8 become U+FFFD. database.fallback.charset names the"
                  + " encoding of such text; it is not used inside of arrays and other containers");
    }
  }
}
