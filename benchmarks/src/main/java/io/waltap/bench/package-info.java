/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The command {@code ./waltap bench}: one contender after the other catches up the same backlog,
 * and the cost is measured.
 */
package io.waltap.bench;
