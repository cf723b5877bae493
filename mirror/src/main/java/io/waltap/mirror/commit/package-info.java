/* SPDX-License-Identifier: Apache-2.0 */

/** Commits batches with the state of the mirror, and refuses to if another task has the table. */
package io.waltap.mirror.commit;
