/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.Locale;

/** Which sinks a run has. */
enum LandingChoice {
  /** Apache Iceberg's sink, which appends every change. */
  CHANGELOG,
  /** The mirror sink, whose tables are PostgreSQL's. */
  MIRROR,
  BOTH;

  /** The choice of {@code LANDING}; case does not matter. */
  static LandingChoice of(RunInput input) {
    String value = input.text(LakeVariables.LANDING).orElseThrow();
    return valueOf(value.strip().toUpperCase(Locale.ROOT));
  }

  boolean changeLog() {
    return this != MIRROR;
  }

  boolean mirror() {
    return this != CHANGELOG;
  }
}
