/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

/**
 * Where a live row is.
 *
 * @param file its data file
 * @param position of the row in the file, from 0
 */
public record Location(LiveFile file, long position) {}
