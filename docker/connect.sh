#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Starts a distributed worker. The variable CONNECT_GROUP_ID=x becomes the property group.id=x: lower case, with a dot
# for each _. The settings below are the defaults.
set -eu

config=$(mktemp "${TMPDIR:-/tmp}/connect.XXXXXX")

cat >"$config" <<'PROPERTIES'
bootstrap.servers=kafka:9092
group.id=waltap-connect
config.storage.topic=waltap-connect-configs
offset.storage.topic=waltap-connect-offsets
status.storage.topic=waltap-connect-status
key.converter=org.apache.kafka.connect.json.JsonConverter
value.converter=org.apache.kafka.connect.json.JsonConverter
listeners=http://:8083
offset.flush.interval.ms=10000
exactly.once.source.support=enabled
plugin.path=/opt/waltap/plugins,/opt/waltap/extra-plugins
plugin.discovery=hybrid_warn
config.providers=env,file
config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
PROPERTIES

# If a property is in the file twice, the last line wins.
env | while IFS='=' read -r name value; do
  case $name in
    CONNECT_*)
      property=$(printf '%s' "${name#CONNECT_}" | tr '[:upper:]_' '[:lower:].')
      printf '%s=%s\n' "$property" "$value" >>"$config"
      ;;
  esac
done

exec "${KAFKA_HOME:-/opt/kafka}/bin/connect-distributed.sh" "$config" "$@"
