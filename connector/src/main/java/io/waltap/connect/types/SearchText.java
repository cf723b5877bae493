/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.ArrayDeque;
import java.util.Deque;

/** PostgreSQL's text form of the types for full text search. */
final class SearchText {

  private static final int OPERAND = 1;
  private static final int OPERATOR = 2;
  private static final int NOT = 1;
  private static final int AND = 2;
  private static final int OR = 3;
  private static final int PHRASE = 4;
  private static final int DEEPEST_QUERY = 1_000;
  private static final String WEIGHTS = "DCBA";

  private SearchText() {}

  /**
   * {@code tsvector}: lexemes, each with its positions. The upper two bits of a position are its
   * weight.
   */
  static void appendVector(byte[] data, int offset, int length, StringBuilder out) {
    WireReader reader = new WireReader(data, offset, length);
    int lexemes = reader.readCount(3);
    for (int i = 0; i < lexemes; i++) {
      if (i > 0) {
        out.append(' ');
      }
      appendQuoted(reader.readCString(), out);
      int places = reader.readInt2() & 0xFFFF;
      for (int j = 0; j < places; j++) {
        int place = reader.readInt2() & 0xFFFF;
        out.append(j == 0 ? ':' : ',').append(place & 0x3FFF);
        int weight = place >> 14;
        if (weight > 0) {
          out.append(WEIGHTS.charAt(weight));
        }
      }
    }
    reader.requireEnd();
  }

  /** {@code tsquery}: a tree. The operator comes first, then its right side, then its left side. */
  static void appendQuery(byte[] data, int offset, int length, StringBuilder out) {
    WireReader reader = new WireReader(data, offset, length);
    if (reader.readCount(2) > 0) {
      appendNode(reader, -1, false, 0, out);
    }
    reader.requireEnd();
  }

  /**
   * Appends a node. The left side of an operator is read last, so a chain of operators, each on the
   * left side of another, is a loop here. Only right sides are nested calls.
   */
  private static void appendNode(
      WireReader reader, int outerPriority, boolean rightOfPhrase, int depth, StringBuilder out) {
    if (depth > DEEPEST_QUERY) {
      throw WireReader.malformed("tsquery deeper than " + DEEPEST_QUERY);
    }
    Deque<CharSequence> afterLeft = new ArrayDeque<>();
    int outer = outerPriority;
    boolean right = rightOfPhrase;
    int kind = reader.readByte();
    while (kind == OPERATOR) {
      int operator = reader.readByte();
      int priority = priority(operator);
      int distance = operator == PHRASE ? reader.readInt2() & 0xFFFF : 0;
      boolean parentheses = priority < outer || (operator == PHRASE && right);
      if (parentheses) {
        out.append("( ");
      }
      StringBuilder after = new StringBuilder();
      if (operator == NOT) {
        out.append('!');
      } else {
        appendOperator(operator, distance, after);
        appendNode(reader, priority, operator == PHRASE, depth + 1, after);
      }
      if (parentheses) {
        after.append(" )");
      }
      afterLeft.push(after);
      outer = priority;
      right = false;
      kind = reader.readByte();
    }
    if (kind != OPERAND) {
      throw WireReader.malformed("tsquery with a node of kind " + kind);
    }
    appendOperand(reader, out);
    for (CharSequence after : afterLeft) {
      out.append(after);
    }
  }

  private static void appendOperator(int operator, int distance, StringBuilder out) {
    switch (operator) {
      case OR -> out.append(" | ");
      case AND -> out.append(" & ");
      default -> appendPhrase(distance, out);
    }
  }

  private static void appendPhrase(int distance, StringBuilder out) {
    if (distance == 1) {
      out.append(" <-> ");
    } else {
      out.append(" <").append(distance).append("> ");
    }
  }

  private static void appendOperand(WireReader reader, StringBuilder out) {
    int weights = reader.readByte();
    boolean prefix = reader.readByte() != 0;
    appendQuoted(reader.readCString(), out);
    if (weights == 0 && !prefix) {
      return;
    }
    out.append(':');
    if (prefix) {
      out.append('*');
    }
    for (int weight = 3; weight >= 0; weight--) {
      if ((weights & (1 << weight)) != 0) {
        out.append(WEIGHTS.charAt(weight));
      }
    }
  }

  private static int priority(int operator) {
    return switch (operator) {
      case OR -> 1;
      case AND -> 2;
      case PHRASE -> 3;
      case NOT -> 4;
      default -> throw WireReader.malformed("tsquery with operator " + operator);
    };
  }

  private static void appendQuoted(String lexeme, StringBuilder out) {
    out.append('\'');
    for (int i = 0; i < lexeme.length(); i++) {
      char c = lexeme.charAt(i);
      if (c == '\'' || c == '\\') {
        out.append(c);
      }
      out.append(c);
    }
    out.append('\'');
  }
}
