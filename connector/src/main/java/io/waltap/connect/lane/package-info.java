/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Runs one lane: its start, its link, its retries, and which tables it takes in. Uses every package
 * below but {@code types}, {@code json}, {@code convert} and {@code struct}; only the root package
 * uses it.
 */
package io.waltap.connect.lane;
