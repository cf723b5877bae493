/* SPDX-License-Identifier: Apache-2.0 */

/** Collects changes until they are committed. */
package io.waltap.mirror.buffer;
