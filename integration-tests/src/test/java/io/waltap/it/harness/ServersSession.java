/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Stops the shared servers after the last test. */
public final class ServersSession implements LauncherSessionListener {
  @Override
  public void launcherSessionClosed(LauncherSession session) {
    Servers.close();
  }
}
