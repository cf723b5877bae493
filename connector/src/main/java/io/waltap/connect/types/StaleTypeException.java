/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

/**
 * A value does not fit its type as the catalog had it when the type was read. The type has changed
 * since: an enum got a label. The caller reads the types again and decodes again.
 */
public final class StaleTypeException extends RuntimeException {

  private final int typeOid;

  StaleTypeException(int typeOid) {
    super(
        "The type with OID " + Integer.toUnsignedString(typeOid) + " changed since it was read",
        null,
        false,
        false);
    this.typeOid = typeOid;
  }

  /** The type that must be read again. */
  public int typeOid() {
    return typeOid;
  }
}
