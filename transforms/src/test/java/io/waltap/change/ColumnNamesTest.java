/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnNamesTest {
  @Test
  void aNameThatNothingElseHasStays() {
    assertThat(names("id", "UserId", "big-doc")).containsExactly("id", "UserId", "big-doc");
  }

  @Test
  void theFirstOfThoseThatDifferInCaseKeepsItsName() {
    assertThat(names("Status", "status", "STATUS"))
        .containsExactly("Status", "status_2", "STATUS_3");
  }

  // Guards against: a column that lands under another name because one before it needs a number.
  @Test
  void aNumberIsNeverTheNameOfAnotherColumn() {
    assertThat(names("Status", "status", "status_2"))
        .containsExactly("Status", "status_3", "status_2");
  }

  @Test
  void namesOfAddedColumnsAndOfIcebergAreTaken() {
    assertThat(names("_op", "_OP", "_deleted", "_FILE"))
        .containsExactly("_op_2", "_OP_3", "_deleted_2", "_FILE_2");
  }

  @Test
  void aColumnThatIsAddedLaterChangesNoOtherName() {
    assertThat(names("Status", "status", "sTatus").subList(0, 2))
        .isEqualTo(names("Status", "status"));
  }

  @Test
  void lowerCaseIsNumberedToo() {
    assertThat(ColumnNames.of(List.of("UserId", "userid"), List.of(), true))
        .containsExactly("userid", "userid_2");
  }

  private static List<String> names(String... columns) {
    return ColumnNames.of(List.of(columns), List.of("_op", "_ts"), false);
  }
}
