/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/**
 * {@code publication.tables.without.identity}: what happens to tables whose UPDATE and DELETE
 * PostgreSQL refuses once they are published.
 */
public enum TablesWithoutIdentity {
  /** The connector does not publish them. */
  LEAVE_OUT,
  /** It publishes them as all others; only their INSERT and TRUNCATE work from then on. */
  PUBLISH
}
