/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

/** What the build tells the tests. */
final class Build {
  private Build() {}

  static String version() {
    return property("waltap.version");
  }

  static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "the property " + name + " is missing: the tests run by ./mvnw verify -pl packaging -am");
    }
    return value;
  }
}
