/* SPDX-License-Identifier: Apache-2.0 */

/** Writes data files and what deletes rows of them. */
package io.waltap.mirror.write;
