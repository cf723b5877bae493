/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

/**
 * One row of the preflight's table.
 *
 * @param error whether it prevents a start; otherwise it is a warning
 * @param property the connector's property to check
 * @param message what is wrong
 * @param remedy SQL that fixes it, or the empty string
 */
public record Finding(boolean error, String property, String message, String remedy) {
  private static final int WIDTH = 92;
  private static final String INDENT = "           ";

  /** The row as text. The message is wrapped; SQL stays on its lines, to be copied. */
  String row() {
    StringBuilder text = new StringBuilder();
    text.append(error ? "  ERROR    " : "  WARNING  ").append(property).append('\n');
    for (String line : message.split("\n")) {
      wrap(line.stripTrailing(), text);
    }
    for (String line : remedy.split("\n")) {
      if (!line.isBlank()) {
        text.append(INDENT).append("-> ").append(line).append('\n');
      }
    }
    return text.toString();
  }

  private static void wrap(String line, StringBuilder text) {
    String rest = line;
    while (rest.length() > WIDTH) {
      int space = rest.lastIndexOf(' ', WIDTH);
      if (space <= 0) {
        break;
      }
      text.append(INDENT).append(rest, 0, space).append('\n');
      rest = rest.substring(space + 1);
    }
    text.append(INDENT).append(rest).append('\n');
  }
}
