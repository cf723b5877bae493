/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.TablesWithoutIdentity;
import io.waltap.connect.database.PublicationMark.Maker;
import io.waltap.connect.database.PublicationPlan.Listing;
import io.waltap.connect.pgoutput.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The statements that make publications, and whose publication one is. */
class PublicationsTest {
  private static final PublishableTable A = table(1, "a", IdentityState.SUFFICIENT);
  private static final PublishableTable STORED = table(2, "s", IdentityState.STORED);
  private static final PublishableTable KEYLESS = table(3, "k", IdentityState.NONE);

  @Test
  void theMarkNamesConnectorAndSlot() {
    ConnectorConfig config = config("filtered");
    String mark = "Made by the Waltap connector orders, slot s1";

    assertThat(PublicationMark.statement(config))
        .isEqualTo("COMMENT ON PUBLICATION \"p\" IS '" + mark + "';");
    assertThat(PublicationMark.maker(mark, config)).isEqualTo(Maker.THIS_CONNECTOR);
    assertThat(PublicationMark.maker("Made by the Waltap connector orders", config))
        .isEqualTo(Maker.THIS_CONNECTOR);
    assertThat(PublicationMark.maker("Made by the Waltap connector orders, slot s2", config))
        .isEqualTo(Maker.OTHER_CONNECTOR);
    assertThat(PublicationMark.maker("Made by the Waltap connector others", config))
        .isEqualTo(Maker.OTHER_CONNECTOR);
    assertThat(PublicationMark.maker("", config)).isEqualTo(Maker.SOMEONE_ELSE);
    assertThat(PublicationMark.maker("made by hand", config)).isEqualTo(Maker.SOMEONE_ELSE);
  }

  @Test
  void aNewPublicationHasTheOptionThatAnIdentityNeeds() {
    assertThat(create("filtered", A))
        .isEqualTo("CREATE PUBLICATION \"p\" FOR TABLE \"public\".\"a\";");
    assertThat(create("filtered", A, STORED))
        .isEqualTo(
            "CREATE PUBLICATION \"p\" FOR TABLE \"public\".\"a\", \"public\".\"s\""
                + " WITH (publish_generated_columns = stored);");
    assertThat(create("all_tables", STORED))
        .isEqualTo(
            "CREATE PUBLICATION \"p\" FOR ALL TABLES WITH (publish_generated_columns = stored);");
    assertThat(create("no_tables", STORED)).isEqualTo("CREATE PUBLICATION \"p\";");
  }

  @Test
  void noStatementPublishesATableOnWhichChangesWouldFail() {
    assertThat(create("all_tables", A, KEYLESS)).isEmpty();
    assertThat(create("disabled", KEYLESS)).isEmpty();
    assertThat(create("disabled", A, KEYLESS))
        .isEqualTo("CREATE PUBLICATION \"p\" FOR TABLE \"public\".\"a\";");
    assertThat(create("disabled")).isEqualTo("CREATE PUBLICATION \"p\" FOR ALL TABLES;");
  }

  @Test
  void anOwnPublicationIsAlteredInPlace() {
    PublicationPlan plan = plan(A, STORED);
    Listing listing = new Listing(List.of(KEYLESS), Set.of());
    PublicationState state =
        new PublicationState(1, "p", false, true, true, true, true, false, false, "", true);

    assertThat(Publications.alterStatements(state, plan, plan.change(listing)))
        .containsExactly(
            "ALTER PUBLICATION \"p\" SET (publish_generated_columns = stored);",
            "ALTER PUBLICATION \"p\" ADD TABLE \"public\".\"a\", \"public\".\"s\";",
            "ALTER PUBLICATION \"p\" DROP TABLE \"public\".\"k\";");
    Listing same = new Listing(List.of(A), Set.of());
    assertThat(Publications.alterStatements(state, plan(A), plan(A).change(same))).isEmpty();
  }

  private static String create(String mode, PublishableTable... tables) {
    return Publications.createStatement(config(mode), plan(tables), plan(tables));
  }

  private static PublicationPlan plan(PublishableTable... tables) {
    return PublicationPlan.of(List.of(tables), table -> true, TablesWithoutIdentity.LEAVE_OUT);
  }

  private static PublishableTable table(int oid, String name, IdentityState identity) {
    return new PublishableTable(oid, new TableId("public", name), true, false, 0, identity, true);
  }

  private static ConnectorConfig config(String mode) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "orders");
    properties.put("topic.prefix", "srv");
    properties.put("database.hostname", "db.example");
    properties.put("database.user", "replicator");
    properties.put("database.dbname", "shop");
    properties.put("slot.name", "s1");
    properties.put("publication.name", "p");
    properties.put("publication.autocreate.mode", mode);
    return new ConnectorConfig(properties);
  }
}
