/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** A pair of lists of which at most one is set. */
record IncludeExclude(NamePatterns include, NamePatterns exclude) {

  boolean admits(String name) {
    return (include.isEmpty() || include.matches(name)) && !exclude.matches(name);
  }
}
