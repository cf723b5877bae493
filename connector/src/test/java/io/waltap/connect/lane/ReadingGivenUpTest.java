/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.AdmissionWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Waiting;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What was read while the lane streamed is given up when the lane starts again. */
class ReadingGivenUpTest {
  @AutoClose private final AdmissionWorld world = new AdmissionWorld();

  @Test
  void aNewStartGivesUpWhatIsRead() throws Exception {
    world.given();
    world.publish(1, "a", 7);
    TableEntry first = world.described(1, "a");
    world.boundary();

    world.admission().giveUpReading();
    assertThat(world.reading(0).isRunning()).isFalse();
    assertThat(first.life()).isInstanceOf(Waiting.class);
  }

  @Test
  void aNewStartDecidesAboutTablesThatWereToBeRead() throws Exception {
    world.given();
    world.publish(1, "a", 7);
    TableEntry entry = world.described(1, "a");

    world.admission().giveUpReading();
    assertThat(world.admission().isDue()).isFalse();
    assertThat(entry.life()).isEqualTo(new New(NOW));
  }
}
