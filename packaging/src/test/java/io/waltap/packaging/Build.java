/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

/** The properties that the build passes to the tests. */
final class Build {
  private Build() {}

  static String version() {
    return property("waltap.version");
  }

  static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "the property "
              + name
              + " is missing: run these tests with ./mvnw verify -pl packaging -am");
    }
    return value;
  }
}
