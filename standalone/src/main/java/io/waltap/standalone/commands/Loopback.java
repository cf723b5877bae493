/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.Arrays;
import java.util.regex.Pattern;

/** The names and addresses by which a host reaches itself, so that nothing is on the network. */
final class Loopback {
  private static final Pattern HOST =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1\\]|::1", Pattern.CASE_INSENSITIVE);
  private static final Pattern PORT = Pattern.compile("(?<=[^:]):\\d+$");

  private Loopback() {}

  /**
   * @param host without a port
   */
  static boolean isHost(String host) {
    return HOST.matcher(host).matches();
  }

  /** Whether a list of hosts, which may have ports, has no other. */
  static boolean areAll(String hosts) {
    return Arrays.stream(hosts.split(",", -1))
        .map(host -> PORT.matcher(host.strip()).replaceFirst(""))
        .allMatch(Loopback::isHost);
  }
}
