/* SPDX-License-Identifier: Apache-2.0 */

/** Finds the rows of keys in the files of a table. */
package io.waltap.mirror.locate;
