/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

/**
 * Network addresses in PostgreSQL's text form: {@code inet}, {@code cidr}, {@code macaddr}, {@code
 * macaddr8}. An {@code inet} of a single host has no mask. A {@code cidr} always has a mask.
 */
final class NetworkText {

  private static final int IPV4 = 2;
  private static final int IPV6 = 3;

  private NetworkText() {}

  /**
   * The value is: family, bits of the mask, whether it is a cidr, length of the address, the
   * address.
   */
  static void appendAddress(byte[] data, int offset, int length, StringBuilder out) {
    WireReader reader = new WireReader(data, offset, length);
    int family = reader.readByte();
    int bits = reader.readByte();
    boolean cidr = reader.readByte() != 0;
    int size = reader.readByte();
    if ((family != IPV4 || size != 4) && (family != IPV6 || size != 16)) {
      throw WireReader.malformed("address of family " + family + " with " + size + " bytes");
    }
    if (bits > 8 * size) {
      throw WireReader.malformed("mask of " + bits + " bits for " + size + " bytes");
    }
    int address = reader.take(size);
    reader.requireEnd();
    if (family == IPV4) {
      appendIpv4(data, address, out);
    } else {
      appendIpv6(data, address, out);
    }
    if (cidr || bits != 8 * size) {
      out.append('/').append(bits);
    }
  }

  static void appendMac(byte[] data, int offset, int length, StringBuilder out) {
    if (length != 6 && length != 8) {
      throw WireReader.malformed("macaddr of " + length + " bytes");
    }
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        out.append(':');
      }
      Hex.append(data[offset + i], out);
    }
  }

  private static void appendIpv4(byte[] data, int offset, StringBuilder out) {
    for (int i = 0; i < 4; i++) {
      if (i > 0) {
        out.append('.');
      }
      out.append(data[offset + i] & 0xFF);
    }
  }

  /**
   * The longest run of at least two zero words becomes "::". Of runs with equal length, it is the
   * first.
   */
  private static void appendIpv6(byte[] data, int offset, StringBuilder out) {
    int runStart = -1;
    int runLength = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && word(data, offset, end) == 0) {
        end++;
      }
      if (end - i > runLength) {
        runStart = i;
        runLength = end - i;
      }
    }
    for (int i = 0; i < 8; i++) {
      if (runStart >= 0 && i >= runStart && i < runStart + runLength) {
        if (i == runStart) {
          out.append(':');
        }
        continue;
      }
      if (i > 0) {
        out.append(':');
      }
      if (i == 6 && embedsIpv4(data, offset, runStart, runLength)) {
        appendIpv4(data, offset + 12, out);
        return;
      }
      out.append(Integer.toHexString(word(data, offset, i)));
    }
    if (runStart >= 0 && runStart + runLength == 8) {
      out.append(':');
    }
  }

  private static boolean embedsIpv4(byte[] data, int offset, int runStart, int runLength) {
    return runStart == 0
        && (runLength == 6
            || (runLength == 7 && word(data, offset, 7) != 1)
            || (runLength == 5 && word(data, offset, 5) == 0xFFFF));
  }

  private static int word(byte[] data, int offset, int index) {
    return WireReader.int2(data, offset + 2 * index) & 0xFFFF;
  }
}
