/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Notes;
import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.Row;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionTest {
  private static final Key KEY = Notes.key(1);
  private static final Key OLD = Notes.key(2);

  private final Notes notes = new Notes();
  private final Row whole = notes.put(1, "whole", "long").row();
  private final Row partial = notes.rename(1, "partial").row();
  private final Map<Key, Version> before = new HashMap<>();

  @Test
  void aWholeRowNeedsNothing() {
    before.put(KEY, Version.DELETED);
    Version version = Version.of(whole, KEY);

    assertThat(version.isPartial()).isFalse();
    assertThat(version.source()).isNull();
    assertThat(version.behind(before::get)).isSameAs(version);
    assertThat(Version.moved(whole, KEY, OLD).moved()).isNull();
  }

  @Test
  void aPartialRowIsLeftToTheTableIfNothingIsBefore() {
    Version version = Version.of(partial, KEY).behind(before::get);

    assertThat(version.isPartial()).isTrue();
    assertThat(version.source()).isEqualTo(KEY);
  }

  @Test
  void aPartialRowIsFilledByTheVersionBefore() {
    before.put(KEY, Version.of(whole, KEY));
    Version version = Version.of(partial, KEY).behind(before::get);

    assertThat(version.isPartial()).isFalse();
    assertThat(version.row().values()).containsExactly(1L, "partial", "long");
  }

  @Test
  void aPartialRowBehindAPartialOneHasItsSource() {
    before.put(KEY, Version.of(partial, OLD));
    Row later = notes.rename(1, "later").row();
    Version version = Version.of(later, KEY).behind(before::get);

    assertThat(version.row().values()).containsExactly(1L, "later", null);
    assertThat(version.source()).isEqualTo(OLD);
  }

  @Test
  void aPartialRowBehindADeleteHasNoSource() {
    before.put(KEY, Version.DELETED);
    Version version = Version.of(partial, KEY).behind(before::get);

    assertThat(version.isPartial()).isTrue();
    assertThat(version.source()).isNull();
  }

  @Test
  void aMovedRowHasTwoSourcesWhileNothingIsKnownOfItsKey() {
    Version version = Version.moved(partial, KEY, OLD).behind(before::get);

    assertThat(version.source()).isEqualTo(KEY);
    assertThat(version.movedFrom()).isEqualTo(OLD);
    assertThat(version.moved()).isSameAs(partial);
  }

  @Test
  void aMovedRowKeepsItsOwnValuesIfThereIsARowOfItsKey() {
    before.put(KEY, Version.of(whole, KEY));
    before.put(OLD, Version.of(notes.put(2, "old", "other").row(), OLD));
    Version version = Version.moved(partial, KEY, OLD).behind(before::get);

    assertThat(version.row().values()).containsExactly(1L, "partial", "long");
    assertThat(version.moved()).isNull();
  }

  @Test
  void aMovedRowHasTheOldKeyAloneIfTheRowOfItsKeyIsDeleted() {
    before.put(KEY, Version.DELETED);
    Version version = Version.moved(partial, KEY, OLD).behind(before::get);

    assertThat(version.source()).isEqualTo(OLD);
    assertThat(version.moved()).isNull();

    before.put(OLD, Version.of(notes.put(2, "old", "other").row(), OLD));
    assertThat(Version.moved(partial, KEY, OLD).behind(before::get).row().values())
        .containsExactly(1L, "partial", "other");
  }

  @Test
  void aMovedRowWhoseOldRowIsGoneHasItsOwnKeyAlone() {
    before.put(OLD, Version.DELETED);
    Version version = Version.moved(partial, KEY, OLD).behind(before::get);

    assertThat(version.source()).isEqualTo(KEY);
    assertThat(version.movedFrom()).isNull();

    before.put(KEY, Version.DELETED);
    assertThat(Version.moved(partial, KEY, OLD).behind(before::get).source()).isNull();
  }

  @Test
  void anUpdateOfAMovedRowKeepsBothSources() {
    before.put(KEY, Version.moved(partial, KEY, OLD));
    Row later = notes.rename(1, "later").row();
    Version version = Version.of(later, KEY).behind(before::get);

    assertThat(version.row().values()).containsExactly(1L, "later", null);
    assertThat(version.moved().values()).containsExactly(1L, "later", null);
    assertThat(version.source()).isEqualTo(KEY);
    assertThat(version.movedFrom()).isEqualTo(OLD);
  }

  // Guards against: a row that moved twice, and takes the value of the row between.
  @Test
  void aRowThatMovesOnHasTheSourceOfItsFirstMove() {
    Key first = Notes.key(3);
    before.put(KEY, Version.DELETED);
    before.put(OLD, Version.moved(notes.rename(2, "between").row(), OLD, first));
    Version version = Version.moved(partial, KEY, OLD).behind(before::get);

    assertThat(version.row().values()).containsExactly(1L, "partial", null);
    assertThat(version.source()).isEqualTo(first);
  }
}
