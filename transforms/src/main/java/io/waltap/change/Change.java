/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

/** What happened to a row, and the letter by which an envelope says so. */
public enum Change {
  READ("r"),
  INSERT("c"),
  UPDATE("u"),
  DELETE("d"),
  TRUNCATE("t");

  private final String op;

  Change(String op) {
    this.op = op;
  }

  /** The letter. */
  public String op() {
    return op;
  }

  /** Returns null if the letter does not mean a change to a row. */
  public static Change of(String op) {
    return switch (op) {
      case "r" -> READ;
      case "c" -> INSERT;
      case "u" -> UPDATE;
      case "d" -> DELETE;
      case "t" -> TRUNCATE;
      default -> null;
    };
  }
}
