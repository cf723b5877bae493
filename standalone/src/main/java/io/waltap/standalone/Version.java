/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the build has written into our jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "waltap " + Optional.ofNullable(version).orElse("(not built as a jar)");
  }
}
