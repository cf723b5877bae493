/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.convert;

/** A converter whose work other threads can do early; see {@link EarlyConversion}. */
public interface EarlyConverter {

  /** A new encoder for another thread. It makes the same bytes as this converter. */
  Encoder newEncoder();

  /** Whether early conversion is still useful for this converter. Any thread may ask. */
  boolean convertsEarly();
}
