/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import org.apache.kafka.connect.errors.DataException;

/** With {@code mirror.locate=both}: the index and the scan differ. It stops the table. */
public final class LocatorsDifferException extends DataException {
  private static final long serialVersionUID = 1L;

  LocatorsDifferException(String message) {
    super(message);
  }
}
