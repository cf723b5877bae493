/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.config.ConnectorConfig;

/**
 * The comment on a publication that a connector has created. It names the connector and its first
 * slot. Only such a publication is altered or dropped, and only by that connector.
 */
public final class PublicationMark {

  private static final String MARK = "Made by the Waltap connector ";

  private PublicationMark() {}

  /** Who has created a publication. */
  public enum Maker {
    /** This connector, or its owner has handed it over to this connector. */
    THIS_CONNECTOR,
    /** Another Waltap connector, or this one with another {@code slot.name}. */
    OTHER_CONNECTOR,
    /** Someone else. */
    SOMEONE_ELSE
  }

  /**
   * @param comment the publication's comment, or the empty string
   */
  public static Maker maker(String comment, ConnectorConfig config) {
    // the first builds marked publications without the slot
    if (comment.equals(text(config)) || comment.equals(MARK + config.connectorName())) {
      return Maker.THIS_CONNECTOR;
    }
    return comment.startsWith(MARK) ? Maker.OTHER_CONNECTOR : Maker.SOMEONE_ELSE;
  }

  /** The statement by which a publication's owner hands it over to this connector. */
  public static String statement(ConnectorConfig config) {
    return "COMMENT ON PUBLICATION "
        + Identifiers.quote(config.replication().publicationName())
        + " IS "
        + Identifiers.literal(text(config))
        + ";";
  }

  private static String text(ConnectorConfig config) {
    return MARK + config.connectorName() + ", slot " + config.baseSlot();
  }
}
