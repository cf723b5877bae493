/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.SQLException;

/**
 * The server refuses a password that it has accepted before. For some time that may pass without
 * help: the role has a new password, and the file or the configuration will have it soon.
 */
final class PasswordRefused extends SQLException {

  PasswordRefused(String message, String state) {
    super(message, state);
  }
}
