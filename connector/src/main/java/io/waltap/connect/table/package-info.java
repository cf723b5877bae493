/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The life of a table: its state, and its place in the stream. Pure. Uses {@code position}, {@code
 * config} and {@code pgoutput}.
 */
package io.waltap.connect.table;
