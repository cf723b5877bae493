/* SPDX-License-Identifier: Apache-2.0 */

/** What the records of a topic say: which row has changed, and what it is now. */
package io.waltap.mirror.change;
