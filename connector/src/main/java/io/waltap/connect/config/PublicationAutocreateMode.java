/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** {@code publication.autocreate.mode}: what the connector does about the publication. */
public enum PublicationAutocreateMode {
  /** It creates one FOR ALL TABLES if there is none. */
  ALL_TABLES,
  /** It creates one of the included tables, and alters one that it has created itself. */
  FILTERED,
  /** Nothing: the publication must exist. */
  DISABLED,
  /** It creates an empty one if there is none. */
  NO_TABLES
}
