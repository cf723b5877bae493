/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.io.IOException;

/** A file of an index is not as it was written. The index has to be built again. */
final class IndexDamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  IndexDamagedException(String message) {
    super(message);
  }
}
