/* SPDX-License-Identifier: Apache-2.0 */
/** What a lane shows over JMX. Uses {@code stream} and {@code table}. */
package io.waltap.connect.metrics;
