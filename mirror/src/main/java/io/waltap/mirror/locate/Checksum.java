/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.util.zip.CRC32C;

/** The checksum of all that an index stores. It finds damage, not forgery. */
final class Checksum {
  private Checksum() {}

  static int of(byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    return (int) sum.getValue();
  }
}
