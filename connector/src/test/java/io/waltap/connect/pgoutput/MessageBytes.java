/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds pgoutput messages byte by byte, as the protocol page describes them. */
public final class MessageBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public static MessageBytes message(char kind) {
    return new MessageBytes().int8(kind);
  }

  public MessageBytes int8(int value) {
    out.write(value);
    return this;
  }

  public MessageBytes int16(int value) {
    return int8(value >> 8).int8(value);
  }

  public MessageBytes int32(int value) {
    return int16(value >> 16).int16(value);
  }

  public MessageBytes int64(long value) {
    return int32((int) (value >> 32)).int32((int) value);
  }

  public MessageBytes string(String value) {
    out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
    return int8(0);
  }

  public MessageBytes raw(byte... value) {
    out.writeBytes(value);
    return this;
  }

  /** A part of a value: its length, then its bytes. */
  public MessageBytes part(byte... value) {
    return int32(value.length).raw(value);
  }

  public MessageBytes binary(byte... value) {
    int8('b').int32(value.length);
    out.writeBytes(value);
    return this;
  }

  public MessageBytes text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    int8('t').int32(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  public byte[] bytes() {
    return out.toByteArray();
  }

  /** As pgjdbc hands it out: a slice behind the XLogData header, so that array offsets matter. */
  public ByteBuffer sliced() {
    byte[] message = bytes();
    ByteBuffer whole = ByteBuffer.allocate(25 + message.length);
    whole.position(25);
    whole.put(message);
    whole.position(25);
    return whole.slice();
  }
}
