/* SPDX-License-Identifier: Apache-2.0 */
/**
 * {@code ./waltap bench}: the same backlog, caught up by one contender after the other, and what
 * that cost.
 */
package io.waltap.bench;
