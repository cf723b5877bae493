/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import io.waltap.change.ModuleVersion;

/** The version of this module. */
final class Version {
  static final String CURRENT = ModuleVersion.of(Version.class);

  private Version() {}
}
