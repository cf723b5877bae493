/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.util.Locale;
import java.util.Set;

/**
 * Says whether the text of a column's default, as {@code pg_get_expr} prints it, is a constant, a
 * function call or something else. It reads only as much SQL as constants and calls need. All that
 * it does not understand is something else.
 */
final class DefaultExpression {

  /** The kinds of defaults. */
  enum Form {
    /** A literal, with or without casts: the same value for each row. */
    CONSTANT,
    /**
     * A call, or a keyword that means one: {@code now()}, {@code CURRENT_DATE}, {@code
     * nextval('s')}.
     */
    FUNCTION,
    /** An operator, an array or row constructor, a CASE ... */
    OTHER
  }

  private static final Set<String> CALLS_WITHOUT_PARENTHESES =
      Set.of(
          "CURRENT_CATALOG",
          "CURRENT_DATE",
          "CURRENT_ROLE",
          "CURRENT_SCHEMA",
          "CURRENT_TIME",
          "CURRENT_TIMESTAMP",
          "CURRENT_USER",
          "LOCALTIME",
          "LOCALTIMESTAMP",
          "SESSION_USER",
          "SYSTEM_USER",
          "USER");

  /** Words that continue the name of a type: {@code timestamp(3) without time zone}. */
  private static final Set<String> FURTHER_TYPE_WORDS =
      Set.of(
          "varying",
          "precision",
          "without",
          "with",
          "time",
          "zone",
          "year",
          "month",
          "day",
          "hour",
          "minute",
          "second",
          "to");

  /** Texts that mean another time whenever they are cast to a date or time. */
  private static final Set<String> MOVING_TEXTS = Set.of("now", "today", "tomorrow", "yesterday");

  private static final String CATALOG = "pg_catalog.";

  private final String text;
  private int at;
  private int casts;
  private int qualifiers;
  private String castType = "";
  private boolean foreignType;
  private boolean movingText;

  private DefaultExpression(String text) {
    this.text = text;
  }

  static Form classify(String expression) {
    DefaultExpression reader = new DefaultExpression(expression);
    Form form = reader.expression();
    reader.skipSpace();
    if (reader.at != expression.length()) {
      return Form.OTHER;
    }
    // ('now'::text)::date is evaluated for each row; 'now'::text is only a word
    return form == Form.CONSTANT && reader.movingText && reader.casts > 1 ? Form.FUNCTION : form;
  }

  /**
   * Whether all casts of a constant are to types of {@code pg_catalog}, which are not qualified, or
   * by that name.
   */
  static boolean hasBuiltInTypesOnly(String expression) {
    DefaultExpression reader = new DefaultExpression(expression);
    return reader.expression() == Form.CONSTANT && !reader.foreignType;
  }

  /** Whether a constant is a string or NULL with one cast, to this type: only its input is read. */
  static boolean isLiteral(String expression, String type) {
    DefaultExpression reader = new DefaultExpression(expression);
    boolean literal =
        expression.startsWith("'") || expression.startsWith("E'") || expression.startsWith("NULL");
    return literal
        && reader.expression() == Form.CONSTANT
        && reader.casts == 1
        && reader.castType.equals(type);
  }

  private Form expression() {
    Form form = primary();
    while (form != Form.OTHER) {
      if (accept("::")) {
        casts++;
        if (!typeName()) {
          return Form.OTHER;
        }
      } else if (acceptWord("COLLATE")) {
        if (!name()) {
          return Form.OTHER;
        }
      } else if (form == Form.FUNCTION && acceptWord("AT")) {
        // the call timezone('utc', now()) is printed as now() AT TIME ZONE 'utc'
        if (!acceptWord("TIME") || !acceptWord("ZONE") || primary() != Form.CONSTANT) {
          return Form.OTHER;
        }
      } else {
        return form;
      }
    }
    return form;
  }

  private Form primary() {
    skipSpace();
    if (accept("(")) {
      Form form = expression();
      return accept(")") ? form : Form.OTHER;
    }
    if (atStringConstant()) {
      return stringConstant();
    }
    if (atNumber()) {
      return number() ? Form.CONSTANT : Form.OTHER;
    }
    return wordOrCall();
  }

  private boolean atStringConstant() {
    char first = charAt(at);
    boolean prefix = "EeBbXxNn".indexOf(first) >= 0 && charAt(at + 1) == '\'';
    return first == '\'' || prefix;
  }

  private Form stringConstant() {
    boolean escapes = false;
    if (charAt(at) != '\'') {
      escapes = charAt(at) == 'E' || charAt(at) == 'e';
      at++;
    }
    int start = ++at;
    while (at < text.length()) {
      if (escapes && charAt(at) == '\\') {
        at += 2;
      } else if (charAt(at) != '\'') {
        at++;
      } else if (charAt(at + 1) == '\'') {
        at += 2;
      } else {
        String content = text.substring(start, at);
        movingText |= MOVING_TEXTS.contains(content.trim().toLowerCase(Locale.ROOT));
        at++;
        return Form.CONSTANT;
      }
    }
    return Form.OTHER;
  }

  private boolean atNumber() {
    int digit = charAt(at) == '-' || charAt(at) == '+' ? at + 1 : at;
    return isDigit(charAt(digit)) || (charAt(digit) == '.' && isDigit(charAt(digit + 1)));
  }

  private boolean number() {
    if (!isDigit(charAt(at)) && charAt(at) != '.') {
      at++;
    }
    skipDigits();
    if (charAt(at) == '.') {
      at++;
      skipDigits();
    }
    if (charAt(at) == 'e' || charAt(at) == 'E') {
      at++;
      if (charAt(at) == '-' || charAt(at) == '+') {
        at++;
      }
      if (!isDigit(charAt(at))) {
        return false;
      }
      skipDigits();
    }
    return !isNamePart(charAt(at));
  }

  private Form wordOrCall() {
    int start = at;
    if (!name()) {
      return Form.OTHER;
    }
    String word = text.substring(start, at).toUpperCase(Locale.ROOT);
    boolean keyword = CALLS_WITHOUT_PARENTHESES.contains(word);
    if (charAt(at) == '(') {
      return !word.equals("ROW") && parentheses() ? Form.FUNCTION : Form.OTHER;
    }
    if (keyword) {
      return Form.FUNCTION;
    }
    boolean constant = word.equals("TRUE") || word.equals("FALSE") || word.equals("NULL");
    return constant ? Form.CONSTANT : Form.OTHER;
  }

  /** Skips a type after {@code ::}, with schema, modifier and brackets of an array. */
  private boolean typeName() {
    skipSpace();
    int start = at;
    int qualifiersBefore = qualifiers;
    if (!name()) {
      return false;
    }
    foreignType |= qualifiers > qualifiersBefore && !text.startsWith(CATALOG, start);
    boolean complete = restOfTypeName();
    castType = text.substring(start, at).strip();
    return complete;
  }

  private boolean restOfTypeName() {
    while (true) {
      if (charAt(at) == '(') {
        if (!parentheses()) {
          return false;
        }
      } else if (accept("[")) {
        skipDigits();
        if (!accept("]")) {
          return false;
        }
      } else if (!furtherTypeWord()) {
        return true;
      }
    }
  }

  private boolean furtherTypeWord() {
    int before = at;
    skipSpace();
    int start = at;
    while (isNamePart(charAt(at))) {
      at++;
    }
    if (at > before && FURTHER_TYPE_WORDS.contains(text.substring(start, at))) {
      return true;
    }
    at = before;
    return false;
  }

  /** Skips a name, quoted or not, with any number of qualifiers. */
  private boolean name() {
    skipSpace();
    while (true) {
      if (charAt(at) == '"') {
        if (!quotedName()) {
          return false;
        }
      } else if (isNameStart(charAt(at))) {
        while (isNamePart(charAt(at))) {
          at++;
        }
      } else {
        return false;
      }
      if (charAt(at) != '.') {
        return true;
      }
      qualifiers++;
      at++;
    }
  }

  private boolean quotedName() {
    at++;
    while (at < text.length()) {
      if (charAt(at) != '"') {
        at++;
      } else if (charAt(at + 1) == '"') {
        at += 2;
      } else {
        at++;
        return true;
      }
    }
    return false;
  }

  /** Skips from an opening parenthesis to the place after the closing one. */
  private boolean parentheses() {
    int depth = 0;
    while (at < text.length()) {
      if (atStringConstant()) {
        if (stringConstant() == Form.OTHER) {
          return false;
        }
      } else if (charAt(at) == '"') {
        if (!quotedName()) {
          return false;
        }
      } else {
        char c = charAt(at++);
        if (c == '(') {
          depth++;
        } else if (c == ')' && --depth == 0) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean accept(String symbol) {
    skipSpace();
    if (!text.startsWith(symbol, at)) {
      return false;
    }
    at += symbol.length();
    return true;
  }

  private boolean acceptWord(String word) {
    skipSpace();
    int end = at + word.length();
    if (!text.regionMatches(true, at, word, 0, word.length()) || isNamePart(charAt(end))) {
      return false;
    }
    at = end;
    return true;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private void skipDigits() {
    while (isDigit(charAt(at))) {
      at++;
    }
  }

  /** The character at a position; after the end NUL, which no expression contains. */
  private char charAt(int position) {
    return position < text.length() ? text.charAt(position) : '\0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_';
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }
}
