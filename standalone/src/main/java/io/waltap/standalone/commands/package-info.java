/* SPDX-License-Identifier: Apache-2.0 */
/**
 * {@code ./waltap run} and {@code ./waltap preflight}: their configuration, the run of a source and
 * a sink until a signal stops it, and the checks of the database before that.
 */
package io.waltap.standalone.commands;
