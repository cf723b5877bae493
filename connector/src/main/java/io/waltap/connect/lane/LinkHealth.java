/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides whether a link should be closed, from what another session tells. Used by the thread that
 * watches the link.
 */
final class LinkHealth {
  private final Duration silence;
  private long messages;
  private String reply;
  private long aliveAt;

  /**
   * @param silence how long a link may show no sign of life before it counts as dead
   * @param now {@code System.nanoTime()}
   */
  LinkHealth(Duration silence, long now) {
    this.silence = silence;
    this.aliveAt = now;
  }

  /** What another session of the server has said. */
  sealed interface Answer {
    /** The server ends, and waits until its walsenders have ended. */
    record ShuttingDown() implements Answer {}

    /** There is no answer: the server cannot be reached. */
    record Unreachable() implements Answer {}

    /** The server lives, but has not answered the question. */
    record Refused() implements Answer {}

    /** The server has no such process. */
    record Gone() implements Answer {}

    /**
     * @param reply when the client sent the last status that the walsender has read; or null
     * @param waits the walsender waits for WAL, or for its client; if not, it works
     */
    record Walsender(String reply, boolean waits) implements Answer {}
  }

  /**
   * @param count how many messages have come over the link
   * @return why the link must be closed; empty if it need not
   */
  Optional<String> verdict(long now, long count, Answer answer) {
    if (answer instanceof Answer.ShuttingDown) {
      return Optional.of("the server is shutting down, and waits for this link to end");
    }
    if (count != messages) {
      messages = count;
      aliveAt = now;
    }
    if (answer instanceof Answer.Walsender walsender
        && walsender.reply() != null
        && !walsender.reply().equals(reply)) {
      reply = walsender.reply();
      aliveAt = now;
    }
    if (now - aliveAt < silence.toNanos()) {
      return Optional.empty();
    }
    String nothing = "nothing has come over the link for " + silence.toSeconds() + " seconds, and ";
    if (answer instanceof Answer.Unreachable) {
      return Optional.of(nothing + "the server cannot be reached");
    }
    if (answer instanceof Answer.Gone) {
      return Optional.of(nothing + "its walsender has ended");
    }
    // a walsender that decodes a large transaction reads nothing for as long as that takes
    return answer instanceof Answer.Walsender walsender && walsender.waits()
        ? Optional.of(nothing + "its walsender has not read what was sent")
        : Optional.empty();
  }
}
