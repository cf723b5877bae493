/* SPDX-License-Identifier: Apache-2.0 */

/** Keeps the files of a mirror table few and large, and removes those that nothing needs. */
package io.waltap.mirror.maintain;
