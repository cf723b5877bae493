/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static io.waltap.connect.config.ConfigFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnMasksTest {

  @Test
  void columnsWithoutAMaskStayAsTheyAre() {
    assertThat(config().events().columnMasks().maskFor("public", "users", "name")).isNull();
    assertThat(
            config("column.mask.with.4.chars", "public.users.pin")
                .events()
                .columnMasks()
                .maskFor("public", "users", "name"))
        .isNull();
  }

  @Test
  void valuesBecomeAsterisks() {
    ColumnMasks masks =
        config("column.mask.with.0.chars", "public.users.pin,.*\\.pw").events().columnMasks();
    assertThat(masks.maskFor("public", "users", "PIN")).isEqualTo(new ColumnMask.Fixed(0));
    assertThat(masks.maskFor("hr", "logins", "pw")).isEqualTo(new ColumnMask.Fixed(0));
  }

  @Test
  void valuesAreCut() {
    assertThat(
            config("column.truncate.to.20.chars", "shop.public.users.note")
                .events()
                .columnMasks()
                .maskFor("public", "users", "note"))
        .isEqualTo(new ColumnMask.Truncate(20));
  }

  @Test
  void theFirstHashIsOverJavasSerializedForm() {
    assertThat(
            config("column.mask.hash.SHA-256.with.salt.Cz.M0", "public.users.mail")
                .events()
                .columnMasks()
                .maskFor("public", "users", "mail"))
        .isEqualTo(
            new ColumnMask.Hash("SHA-256", "Cz.M0", ColumnMask.HashInput.JAVA_SERIALIZATION));
  }

  @Test
  void theSecondHashIsOverTheText() {
    assertThat(
            config("column.mask.hash.v2.SHA-512.with.salt.pepper", "public.users.mail")
                .events()
                .columnMasks()
                .maskFor("public", "users", "mail"))
        .isEqualTo(new ColumnMask.Hash("SHA-512", "pepper"));
  }

  /** A broad cut must not uncover what a mask hides. */
  @Test
  void theMaskThatHidesMostHolds() {
    ColumnMasks masks =
        config(
                "column.truncate.to.3.chars", ".*",
                "column.mask.hash.v2.SHA-256.with.salt.s", "public.users.(mail|pin)",
                "column.mask.with.8.chars", "public.users.pin")
            .events()
            .columnMasks();
    assertThat(masks.maskFor("public", "users", "pin")).isEqualTo(new ColumnMask.Fixed(8));
    assertThat(masks.maskFor("public", "users", "mail"))
        .isEqualTo(new ColumnMask.Hash("SHA-256", "s"));
    assertThat(masks.maskFor("public", "users", "note")).isEqualTo(new ColumnMask.Truncate(3));
  }

  @Test
  void thereAreThreeKindsOfMask() {
    assertThat(ColumnMask.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(
            ColumnMask.Fixed.class, ColumnMask.Truncate.class, ColumnMask.Hash.class);
  }
}
