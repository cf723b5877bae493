/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

/** What an enum's decoder does with a label that the catalog did not have. */
public enum EnumLabels {
  /**
   * {@link StaleTypeException}: the label may have been added since, so the catalog should be asked
   * again.
   */
  KNOWN_ONLY,
  /**
   * The label is emitted as it was sent: the catalog has just been asked, so it has been renamed
   * since.
   */
  ANY
}
