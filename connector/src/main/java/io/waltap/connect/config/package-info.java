/* SPDX-License-Identifier: Apache-2.0 */

/**
 * The properties of the connector: their definitions, defaults and documentation, the checks of
 * their values, and the typed {@link ConnectorConfig}. Everything here can be decided without a
 * server. This package may use only {@code types} and {@code pgoutput}.
 */
package io.waltap.connect.config;
