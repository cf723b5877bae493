/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** {@code publication.autocreate.mode}: what the connector may do about the publication. */
public enum PublicationAutocreateMode {
  /** Create one FOR ALL TABLES if there is none. */
  ALL_TABLES,
  /** Create or alter it so that it holds the captured tables. */
  FILTERED,
  /** Leave it alone; it has to exist. */
  DISABLED,
  /** Create an empty one if there is none. */
  NO_TABLES
}
