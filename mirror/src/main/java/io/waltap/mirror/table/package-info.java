/* SPDX-License-Identifier: Apache-2.0 */

/** One table's life, from its topic to its snapshots. */
package io.waltap.mirror.table;
