/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.standalone.lake.MirrorTable;
import io.waltap.standalone.landing.TopicRange;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Guards against: a mirror table that lacks changes, or has rows that PostgreSQL does not have,
 * without a word, when a data directory was lost or {@code LANDING} has changed.
 */
class MirrorPlanTest {
  private static final String PREFIX = "w";
  private static final String SLOT = "slot";

  /** As the connector does it for plain names. */
  private static final TableTopics NAMES = table -> PREFIX + "." + table;

  private static final Optional<Map<String, String>> NEVER = Optional.empty();
  private static final Optional<Map<String, String>> NONE = Optional.of(Map.of());

  @Test
  void theFirstStartOfAllHasNothingToDo() {
    MirrorPlan plan = plan(Map.of(), NEVER, Map.of(), positions(), true);

    assertThat(refusal(plan)).isEmpty();
    assertThat(positions(plan).isEmpty()).isTrue();
    assertThat(plan.commits()).isEmpty();
    assertThat(plan.acceptedGaps()).isEmpty();
  }

  @Test
  void anOrdinaryStartChangesNothing() {
    MirrorPlan plan =
        plan(
            mirrors(mirror("a", "c9", 90)),
            NONE,
            Map.of("w.public.a", new TopicRange(40, 100, 100)),
            positions("public.a"),
            false);

    assertThat(refusal(plan)).isEmpty();
    assertThat(positions(plan)).isEqualTo(positions("public.a"));
    assertThat(plan.acceptedGaps()).as("it knows its topic").isEmpty();
  }

  @Test
  void onANewBrokerTheMirrorsGoOnAtTheStartOfTheirTopics() {
    StoredPositions saved = positions("public.a", "public.b").asMirrored();
    MirrorPlan plan =
        plan(mirrors(mirror("a", "c9", 90), mirror("b", "d1", 7)), NEVER, Map.of(), saved, true);

    assertThat(refusal(plan)).isEmpty();
    assertThat(positions(plan)).isEqualTo(saved);
    assertThat(plan.commits()).isEqualTo(Map.of("w.public.a", "c9", "w.public.b", "d1"));
    assertThat(plan.acceptedGaps()).containsExactly("w.public.a:c9:0", "w.public.b:d1:0");
  }

  // Guards against: a gap that is accepted once too often, or a mirror that has not committed yet
  // and does not go on after a second kill.
  @Test
  void theyDoSoUntilTheyHaveCommittedOnThatBroker() {
    Map<String, String> earlier = Map.of("w.public.a", "c9", "w.public.b", "d1");
    MirrorPlan plan =
        plan(
            mirrors(mirror("a", "c9", 90), mirror("b", "d2", 3)),
            Optional.of(earlier),
            Map.of("w.public.a", new TopicRange(0, 5, 5), "w.public.b", new TopicRange(0, 4, 3)),
            positions("public.a", "public.b"),
            false);

    assertThat(refusal(plan)).isEmpty();
    assertThat(plan.acceptedGaps()).containsExactly("w.public.a:c9:0");
    assertThat(plan.commits()).isEqualTo(earlier);
  }

  @Test
  void positionsThatWereSavedWithoutAMirrorLackItsChanges() {
    MirrorPlan plan =
        plan(mirrors(mirror("a", "c9", 90)), NEVER, Map.of(), positions("public.a"), true);

    assertThat(refusal(plan))
        .hasValueSatisfying(
            message -> assertThat(message).contains("waltap.a", "Drop these tables"));
  }

  @Test
  void soDoesACatalogWithoutPositions() {
    MirrorPlan plan = plan(mirrors(mirror("a", "c9", 90)), NEVER, Map.of(), positions(), true);

    assertThat(refusal(plan)).isPresent();
  }

  @Test
  void aTableWithoutACommitHasNoRowsThatCouldBeWrong() {
    MirrorPlan plan = plan(mirrors(mirror("a", "", -1)), NEVER, Map.of(), positions(), true);

    assertThat(refusal(plan)).isEmpty();
  }

  // Guards against: mirror tables that lack the rows which were captured before.
  @Test
  void withTheFirstMirrorOnABrokerAllTablesAreReadAgain() {
    MirrorPlan plan =
        plan(
            Map.of(),
            NEVER,
            Map.of("w.public.a", new TopicRange(0, 9, -1)),
            positions("public.a", "public.b"),
            false);

    assertThat(refusal(plan)).isEmpty();
    assertThat(plan.readAgain(NAMES)).containsExactly("public.a", "public.b");
    assertThat(positions(plan).tables()).isEqualTo(Map.of("public.a", true, "public.b", true));
    assertThat(plan.acceptedGaps()).containsExactly("w.public.a::0");
  }

  // Guards against: a table that was dropped to have it made again, and gets only what has changed
  // since the broker was made, or since records were deleted.
  @Test
  void aTableWithoutAMirrorIsReadAgainUnlessItsTopicHasAllOfIt() {
    MirrorPlan plan =
        plan(
            Map.of(),
            Optional.of(Map.of("w.public.a", "c9")),
            Map.of(
                "w.public.a", new TopicRange(0, 9, 9),
                "w.public.b", new TopicRange(4, 9, 9),
                "w.public.c", new TopicRange(0, 9, 9)),
            positions("public.a", "public.b", "public.c", "public.empty"),
            false);

    assertThat(plan.readAgain(NAMES)).containsExactly("public.a", "public.b");
    assertThat(plan.acceptedGaps())
        .containsExactly("w.public.a::0", "w.public.b::4", "w.public.c::0");
  }

  @Test
  void nothingIsReadAgainWithoutRows() {
    MirrorPlan plan =
        new MirrorPlan(
            Map.of(),
            NEVER,
            Map.of("w.public.a", new TopicRange(0, 9, -1)),
            positions("public.a"),
            false,
            false);

    assertThat(plan.readAgain(NAMES)).isEmpty();
    assertThat(plan.acceptedGaps()).isEmpty();
  }

  // Guards against: records that the change log has landed, and that are deleted while there was no
  // mirror that needs them.
  @Test
  void aMirrorWhoseNextRecordsAreDeletedIsRefused() {
    MirrorPlan ofThisBroker =
        plan(
            mirrors(mirror("a", "c9", 90)),
            NONE,
            Map.of("w.public.a", new TopicRange(91, 100, 90)),
            positions("public.a"),
            false);
    MirrorPlan older =
        plan(
            mirrors(mirror("a", "c9", 90)),
            Optional.of(Map.of("w.public.a", "c9")),
            Map.of("w.public.a", new TopicRange(4, 9, 3)),
            positions("public.a"),
            false);

    assertThat(refusal(ofThisBroker)).isPresent();
    assertThat(refusal(older)).isPresent();
  }

  // Guards against: a false alarm after many changes that were sent again: the mirror has read
  // them, and has nothing to commit.
  @Test
  void recordsThatTheMirrorHasReadMayBeDeleted() {
    MirrorPlan plan =
        plan(
            mirrors(mirror("a", "c9", 90)),
            Optional.of(Map.of("w.public.a", "c9")),
            Map.of("w.public.a", new TopicRange(4000, 5000, 5000)),
            positions("public.a"),
            false);

    assertThat(refusal(plan)).isEmpty();
    assertThat(plan.acceptedGaps()).containsExactly("w.public.a:c9:4000");
  }

  // Guards against: rows of a new table that were deleted while there was no broker. Its first rows
  // landed after the positions were saved, so that these do not know it.
  @Test
  void aMirrorWithoutAPositionIsReadFromThePositionOfTheSlotOn() {
    StoredPositions saved = positions("public.a").asMirrored();
    MirrorPlan plan =
        plan(mirrors(mirror("a", "c9", 90), mirror("b", "d1", 7)), NEVER, Map.of(), saved, true);

    assertThat(refusal(plan)).isEmpty();
    assertThat(positions(plan).tables()).isEqualTo(Map.of("public.a", false, "public.b", true));
    assertThat(positions(plan).text()).contains("{\"snapshot\":\"started\",\"lsn\":500}");
  }

  @Test
  void suchAMirrorIsRefusedIfItsTableCannotBeTold() {
    StoredPositions saved = positions("public.a").asMirrored();
    MirrorTable mirror = new MirrorTable("waltap.t_1234", "w.public.__1234", "d1", 7);
    MirrorPlan plan =
        new MirrorPlan(Map.of(mirror.topic(), mirror), NEVER, Map.of(), saved, true, true);
    TableTopics hashed = table -> table.equals("public.__1234") ? "other" : NAMES.topic(table);

    assertThat(plan.refusal(hashed, PREFIX))
        .hasValueSatisfying(message -> assertThat(message).contains("waltap.t_1234"));
  }

  @Test
  void aTableThatIsToBeReadAnywayStaysSo() {
    StoredPositions pending = positions("public.a").readAgain(Set.of("public.a"));
    MirrorPlan plan = plan(Map.of(), NEVER, Map.of(), pending, false);

    assertThat(plan.readAgain(NAMES)).isEmpty();
    assertThat(positions(plan)).isEqualTo(pending);
  }

  private static Optional<String> refusal(MirrorPlan plan) {
    return plan.refusal(NAMES, PREFIX);
  }

  private static StoredPositions positions(MirrorPlan plan) {
    return plan.positions(NAMES, PREFIX, SLOT);
  }

  private static MirrorPlan plan(
      Map<String, MirrorTable> mirrors,
      Optional<Map<String, String>> earlier,
      Map<String, TopicRange> topics,
      StoredPositions begin,
      boolean fresh) {
    return new MirrorPlan(mirrors, earlier, topics, begin, fresh, true);
  }

  private static MirrorTable mirror(String table, String commit, long next) {
    return new MirrorTable("waltap." + table, PREFIX + ".public." + table, commit, next);
  }

  private static Map<String, MirrorTable> mirrors(MirrorTable... tables) {
    Map<String, MirrorTable> mirrors = new HashMap<>();
    Arrays.stream(tables).forEach(table -> mirrors.put(table.topic(), table));
    return mirrors;
  }

  /** Positions of tables that were read, and of the slot; none at all without tables. */
  private static StoredPositions positions(String... tables) {
    StringBuilder entries = new StringBuilder();
    for (String table : tables) {
      entries
          .append("{\"partition\":{\"server\":\"w\",\"table\":\"")
          .append(table)
          .append("\"},\"offset\":{\"snapshot\":\"completed\",\"lsn\":7}},");
    }
    return StoredPositions.parse(
        tables.length == 0
            ? "{\"offsets\":[]}"
            : "{\"offsets\":["
                + entries
                + "{\"partition\":{\"server\":\"w\",\"slot\":\"slot\"},"
                + "\"offset\":{\"lsn\":500}}]}");
  }
}
