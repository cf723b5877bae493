/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import io.waltap.mirror.change.Key;
import org.apache.iceberg.DataFile;

/**
 * A data file that was committed, and the keys of its rows.
 *
 * @param data the file
 * @param keys of all its rows, in the order in which they were written
 */
public record NewFile(DataFile data, Iterable<Key> keys) {}
