/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Decodes an enum. Its labels are compared as bytes, and all rows share the labels' strings. */
final class EnumDecoder extends ColumnDecoder {

  private final int typeOid;
  private final EnumLabels accepted;
  private final String[] labels;
  private final byte[][] encoded;

  EnumDecoder(PgType type, EnumLabels accepted) {
    this.accepted = accepted;
    this.typeOid = type.oid();
    this.labels = type.labels().toArray(new String[0]);
    this.encoded = new byte[labels.length][];
    for (int i = 0; i < labels.length; i++) {
      encoded[i] = labels[i].getBytes(StandardCharsets.UTF_8);
    }
  }

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.string()
        .name("io.debezium.data.Enum")
        .version(1)
        .parameter("allowed", String.join(",", labels));
  }

  /**
   * @throws StaleTypeException if the catalog did not have the label, and only known labels are
   *     accepted
   */
  @Override
  public Object decode(byte[] data, int offset, int length) {
    for (int i = 0; i < encoded.length; i++) {
      byte[] label = encoded[i];
      if (label.length == length
          && Arrays.equals(data, offset, offset + length, label, 0, length)) {
        return labels[i];
      }
    }
    if (accepted == EnumLabels.ANY) {
      return new String(data, offset, length, StandardCharsets.UTF_8);
    }
    throw new StaleTypeException(typeOid);
  }

  @Override
  public Object decodeText(byte[] data, int offset, int length) {
    return decode(data, offset, length);
  }

  @Override
  public Object absent() {
    return "";
  }
}
