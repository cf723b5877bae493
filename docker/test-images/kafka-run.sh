#!/bin/bash
# Starts one broker that is also its own controller. The variable KAFKA_SOME_PROPERTY=value becomes some.property=value,
# as in the official image.
set -eu
properties=/tmp/server.properties
env | sed -n 's/^KAFKA_//p' | while IFS= read -r line; do
  name=${line%%=*}
  printf '%s=%s\n' "$(printf '%s' "$name" | tr 'A-Z_' 'a-z.')" "${line#*=}"
done > "$properties"
echo "log.dirs=/tmp/kafka-logs" >> "$properties"
java -cp "/opt/kafka/libs/*" kafka.tools.StorageTool format --ignore-formatted -t "${CLUSTER_ID:-AAAAAAAAQACAAAAAAAAAAA}" -c "$properties"
exec java -Xmx512m -cp "/opt/kafka/libs/*" -Dorg.apache.logging.log4j.level=INFO kafka.Kafka "$properties"
