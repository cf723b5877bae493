/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

/** What an enum's decoder does with a label that the catalog did not have. */
public enum EnumLabels {
  /**
   * {@link StaleTypeException} is thrown. The label may have been added since, so the catalog
   * should be asked again.
   */
  KNOWN_ONLY,
  /**
   * The label is emitted as it was sent. The catalog has just been asked, so the label has been
   * renamed since.
   */
  ANY
}
