/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

/** Debezium's operation codes: the envelope's {@code op}. */
enum Op {
  READ("r"),
  CREATE("c"),
  UPDATE("u"),
  DELETE("d"),
  TRUNCATE("t"),
  MESSAGE("m");

  private final String code;

  Op(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }
}
