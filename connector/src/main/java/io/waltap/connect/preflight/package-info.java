/* SPDX-License-Identifier: Apache-2.0 */

/**
 * The checks of server and configuration before a start, and the plan of what would be captured.
 * Each problem names the property that it belongs to, and the SQL that fixes it. This package may
 * use only {@code database}, {@code schema}, {@code config} and {@code pgoutput}.
 */
package io.waltap.connect.preflight;
