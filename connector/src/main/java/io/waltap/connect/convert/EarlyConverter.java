/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.convert;

/** A converter whose work others can do for it. */
public interface EarlyConverter {

  /** Another one that gives the same bytes, for another thread. */
  Encoder newEncoder();

  /** Whether that is still of use. */
  boolean convertsEarly();
}
