/* SPDX-License-Identifier: Apache-2.0 */
/** What a mirror shows over JMX. */
package io.waltap.mirror.metrics;
