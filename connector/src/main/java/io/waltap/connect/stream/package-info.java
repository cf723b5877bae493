/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The data path: from the socket to the queue that Connect takes from, and back to what may be
 * confirmed to the slot. Uses {@code record}, {@code position}, {@code convert} and {@code
 * pgoutput}.
 */
package io.waltap.connect.stream;
