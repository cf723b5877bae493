/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static io.waltap.connect.config.ConfigFixture.properties;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicCreationTest {
  @Test
  void withoutAPolicyNoTopicIsCompacted() {
    TopicCreation topics = TopicCreation.of(properties());

    assertThat(topics.compactsAny()).isFalse();
    assertThat(topics.compacting("srv.public.t")).isNull();
  }

  @Test
  void theDefaultGroupTakesAllTopics() {
    TopicCreation topics =
        TopicCreation.of(properties("topic.creation.default.cleanup.policy", "compact"));

    assertThat(topics.compactsAny()).isTrue();
    assertThat(topics.compacting("srv.public.t"))
        .isEqualTo("topic.creation.default.cleanup.policy");
  }

  @Test
  void compactionAndDeletionTogetherAreCompactionToo() {
    TopicCreation topics =
        TopicCreation.of(properties("topic.creation.default.cleanup.policy", "delete, compact"));

    assertThat(topics.compactsAny()).isTrue();
  }

  // Guards against: a table that is refused although a group of its own is not compacted.
  @Test
  void theFirstGroupThatTakesATopicDecides() {
    TopicCreation topics =
        TopicCreation.of(
            properties(
                "topic.creation.groups", "logs,state",
                "topic.creation.logs.include", "srv\\.public\\.log.*, srv\\.audit\\..*",
                "topic.creation.logs.exclude", "srv\\.public\\.logins",
                "topic.creation.state.include", "srv\\.public\\.logins",
                "topic.creation.state.cleanup.policy", "compact",
                "topic.creation.default.cleanup.policy", "compact"));

    assertThat(topics.compacting("srv.public.log1")).isNull();
    assertThat(topics.compacting("srv.audit.x")).isNull();
    assertThat(topics.compacting("srv.public.logins"))
        .isEqualTo("topic.creation.state.cleanup.policy");
    assertThat(topics.compacting("srv.public.t"))
        .isEqualTo("topic.creation.default.cleanup.policy");
  }

  @Test
  void whatConnectRefusesIsIgnored() {
    TopicCreation topics =
        TopicCreation.of(
            properties(
                "topic.creation.groups", "broken",
                "topic.creation.broken.include", "(",
                "topic.creation.broken.cleanup.policy", "compact"));

    assertThat(topics.compacting("(")).isNull();
  }
}
