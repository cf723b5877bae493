/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts are those that {@code pg_get_expr} gives. */
class DefaultExpressionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5",
        "1.5",
        ".5",
        "1e10",
        "1.5E-3",
        "-3",
        "(-3)",
        "'-3'::integer",
        "(1.5)::money",
        "true",
        "false",
        "NULL::integer",
        "NULL::character varying(5)",
        "'x'::text",
        "'it''s'::text",
        "''::text",
        "'a'::bpchar",
        "'ab'::character varying",
        "('ab'::text)::character varying(5)",
        "'2020-01-01'::date",
        "'2020-01-01 00:00:00'::timestamp without time zone",
        "'2020-01-01 00:00:00'::timestamp(3) with time zone",
        "'1 day'::interval",
        "'1 day'::interval day to second(3)",
        "B'101'::\"bit\"",
        "'\\x01'::bytea",
        "E'a\\'b'::text",
        "'{\"a\": 1}'::jsonb",
        "'{}'::integer[]",
        "'{{1,2}}'::integer[][]",
        "'ok'::mood",
        "'ok'::public.\"My Mood\"",
        "'now()'::text",
        "'now'::text",
        "('x'::text COLLATE \"C\")",
        "'Infinity'::double precision"
      })
  void aLiteralIsAConstant(String expression) {
    assertThat(DefaultExpression.classify(expression)).isEqualTo(DefaultExpression.Form.CONSTANT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "now()",
        "pg_catalog.now()",
        "\"My Schema\".\"f(\"()",
        "nextval('public.def_pk_seq'::regclass)",
        "nextval('\"a)b\"'::regclass)",
        "gen_random_uuid()",
        "CURRENT_TIMESTAMP",
        "CURRENT_TIMESTAMP(3)",
        "CURRENT_DATE",
        "LOCALTIMESTAMP",
        "CURRENT_USER",
        "(now())::date",
        "('now'::text)::date",
        "('today'::text)::timestamp without time zone",
        "timezone('utc'::text, now())",
        "(now() AT TIME ZONE 'utc'::text)",
        "md5((random())::text)"
      })
  void aCallIsAFunction(String expression) {
    assertThat(DefaultExpression.classify(expression)).isEqualTo(DefaultExpression.Form.FUNCTION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(1 + 2)",
        "(now() + '1 day'::interval)",
        "ARRAY[1, 2]",
        "ARRAY['a'::text]",
        "ROW(1, 2)",
        "CASE WHEN true THEN 1 ELSE 2 END",
        "('a'::text || 'b'::text)",
        "(NOT true)",
        "'unterminated",
        "now(",
        "5 5",
        "1e",
        "5x",
        "some_column",
        ""
      })
  void anythingElseIsNeither(String expression) {
    assertThat(DefaultExpression.classify(expression)).isEqualTo(DefaultExpression.Form.OTHER);
  }

  // Guards against: code of a table's owner that runs with the connector's rights.
  @Test
  void aCastToATypeThatIsNotBuiltInIsNotComputedForABuiltInType() {
    assertThat(DefaultExpression.hasBuiltInTypesOnly("5")).isTrue();
    assertThat(DefaultExpression.hasBuiltInTypesOnly("'a'::character varying(5)")).isTrue();
    assertThat(DefaultExpression.hasBuiltInTypesOnly("'a'::pg_catalog.text")).isTrue();
    assertThat(DefaultExpression.hasBuiltInTypesOnly("'a.b'::text")).isTrue();
    assertThat(DefaultExpression.hasBuiltInTypesOnly("5::public.d")).isFalse();
    assertThat(DefaultExpression.hasBuiltInTypesOnly("(5::public.d)::integer")).isFalse();
    assertThat(DefaultExpression.hasBuiltInTypesOnly("'a'::\"My\".\"T\"")).isFalse();
  }

  @Test
  void onlyALiteralOfExactlyTheTypeIsComputedForAnEnum() {
    assertThat(DefaultExpression.isLiteral("'ok'::public.mood", "public.mood")).isTrue();
    assertThat(DefaultExpression.isLiteral("'{ok}'::public.mood[]", "public.mood[]")).isTrue();
    assertThat(DefaultExpression.isLiteral("NULL::public.mood", "public.mood")).isTrue();
    assertThat(DefaultExpression.isLiteral("5", "public.mood")).isFalse();
    assertThat(DefaultExpression.isLiteral("5::public.mood", "public.mood")).isFalse();
    assertThat(DefaultExpression.isLiteral("'ok'::text", "public.mood")).isFalse();
    assertThat(DefaultExpression.isLiteral("('ok'::text)::public.mood", "public.mood")).isFalse();
    assertThat(DefaultExpression.isLiteral("'ok'::text::public.mood", "public.mood")).isFalse();
  }
}
