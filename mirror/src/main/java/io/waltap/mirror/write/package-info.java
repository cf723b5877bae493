/* SPDX-License-Identifier: Apache-2.0 */

/** Writes data files and deletion vectors. */
package io.waltap.mirror.write;
