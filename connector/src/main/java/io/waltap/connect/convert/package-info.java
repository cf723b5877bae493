/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Converts record values to bytes before Connect asks for them, on the threads that would otherwise
 * wait. {@code ParallelConverter} does this for any converter. It may use {@code struct}.
 */
package io.waltap.connect.convert;
