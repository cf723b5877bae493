/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.schema.TopicCollisions.Collision;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicCollisionsTest {
  private static final TopicNaming PLAIN = new TopicNaming("shop", ".", "hb", "transaction");
  private static final TopicNaming ESCAPED =
      new TopicNaming("shop", ".", "hb", "transaction", true);

  @Test
  void namesThatNothingElseHasAreDebeziums() {
    assertThat(PLAIN.table("public", "order items")).isEqualTo("shop.public.order_items");
    assertThat(ESCAPED.table("public", "order_items")).isEqualTo("shop.public.order_items");
    assertThat(among(PLAIN, table("public", "a$"), table("public", "b"))).isEmpty();
  }

  @Test
  void aNameThatLostCharactersEndsWithItsHash() {
    String orders = ESCAPED.table("public", "\u0437\u0430\u043a\u0430\u0437");
    String goods = ESCAPED.table("public", "\u0442\u043e\u0432\u0430\u0440");

    assertThat(orders).matches("shop\\.public\\.______[0-9a-f]{8}").isNotEqualTo(goods);
    assertThat(ESCAPED.table("a$", "b")).isNotEqualTo(ESCAPED.table("a#", "b"));
  }

  // Guards against: a topic that is renamed by an upgrade.
  @Test
  void theHashStaysWhatItIs() {
    assertThat(ESCAPED.table("public", "a$")).isEqualTo("shop.public.a__12ee5f52");
  }

  // Guards against: changes of two tables in one topic.
  @Test
  void tablesThatShareATopicAreBothNamed() {
    assertThat(among(PLAIN, table("public", "a$"), table("public", "a#")))
        .singleElement()
        .satisfies(
            collision -> {
              assertThat(collision.table()).isEqualTo(table("public", "a$"));
              assertThat(collision.sharesPosition()).isFalse();
              assertThat(collision.message())
                  .contains("\"public\".\"a$\"")
                  .contains("\"public\".\"a#\"")
                  .contains("shop.public.a_")
                  .contains("topic.name.escape=true");
            });
    assertThat(among(ESCAPED, table("public", "a$"), table("public", "a#"))).isEmpty();
  }

  // Guards against: a topic that the broker refuses when its first row comes.
  @Test
  void topicsThatDifferInDotAndUnderscoreOnlyCollide() {
    TableId first = table("sales", "order_items");
    TableId second = table("sales_order", "items");

    assertThat(among(ESCAPED, second, first))
        .singleElement()
        .satisfies(
            collision -> {
              assertThat(collision.table()).isEqualTo(second);
              assertThat(collision.message())
                  .contains("shop.sales.order_items")
                  .contains("shop.sales_order.items")
                  .contains("topic.delimiter");
            });
    assertThat(among(new TopicNaming("shop", "-", "hb", "transaction"), first, second)).isEmpty();
  }

  // Guards against: one stored position for two tables, so that one of them loses changes.
  @Test
  void tablesWithOneNameWithoutQuotesCollideWhateverTheDelimiter() {
    TopicNaming hyphens = new TopicNaming("shop", "-", "hb", "transaction", true);

    for (TopicNaming topics : List.of(PLAIN, hyphens)) {
      assertThat(among(topics, table("a.b", "c"), table("a", "b.c")))
          .singleElement()
          .satisfies(
              collision -> {
                assertThat(collision.sharesPosition()).isTrue();
                assertThat(collision.message()).contains("\"a.b\".\"c\"").contains("\"a\".\"b.c\"");
              });
    }
  }

  @Test
  void aTableMayNotHaveATopicOfTheConnectorsOwn() {
    TopicNaming topics = new TopicNaming("shop", ".", "hb", "public.t");

    assertThat(among(topics, table("public", "t")))
        .singleElement()
        .extracting(Collision::message)
        .asString()
        .contains("transaction topic")
        .contains("topic.transaction");
  }

  @Test
  void aNewcomerGivesWayToTheTablesThatAreThere() {
    TopicCollisions collisions = new TopicCollisions(PLAIN);
    TableId old = table("public", "b$");
    TableId newcomer = table("public", "b#");

    assertThat(collisions.of(newcomer, List.of(old, table("public", "c"))))
        .map(Collision::table)
        .contains(newcomer);
    assertThat(collisions.of(newcomer, List.of(newcomer, table("public", "c")))).isEmpty();
  }

  private static List<Collision> among(TopicNaming topics, TableId... tables) {
    return new TopicCollisions(topics).among(List.of(tables));
  }

  private static TableId table(String schema, String name) {
    return new TableId(schema, name);
  }
}
