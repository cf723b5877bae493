/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Several lanes: which table is in which lane, and how one layout follows another without loss.
 * Plans are pure. Uses {@code database}, {@code position}, {@code config} and {@code pgoutput}.
 */
package io.waltap.connect.layout;
