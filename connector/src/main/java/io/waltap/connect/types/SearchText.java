/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

/** PostgreSQL's text form of the types for full text search. */
final class SearchText {

  private static final int OPERAND = 1;
  private static final int OPERATOR = 2;
  private static final int NOT = 1;
  private static final int AND = 2;
  private static final int OR = 3;
  private static final int PHRASE = 4;
  private static final int DEEPEST_QUERY = 5_000;
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

  private static void appendNode(
      WireReader reader, int outerPriority, boolean rightOfPhrase, int depth, StringBuilder out) {
    int kind = reader.readByte();
    if (depth > DEEPEST_QUERY || (kind != OPERAND && kind != OPERATOR)) {
      throw WireReader.malformed("tsquery with a node of kind " + kind + " at depth " + depth);
    }
    if (kind == OPERAND) {
      appendOperand(reader, out);
      return;
    }
    int operator = reader.readByte();
    int priority = priority(operator);
    int distance = operator == PHRASE ? reader.readInt2() & 0xFFFF : 0;
    boolean parentheses = priority < outerPriority || (operator == PHRASE && rightOfPhrase);
    if (parentheses) {
      out.append("( ");
    }
    if (operator == NOT) {
      out.append('!');
      appendNode(reader, priority, false, depth + 1, out);
    } else {
      StringBuilder right = new StringBuilder();
      appendNode(reader, priority, operator == PHRASE, depth + 1, right);
      appendNode(reader, priority, false, depth + 1, out);
      switch (operator) {
        case OR -> out.append(" | ");
        case AND -> out.append(" & ");
        default -> appendPhrase(distance, out);
      }
      out.append(right);
    }
    if (parentheses) {
      out.append(" )");
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
