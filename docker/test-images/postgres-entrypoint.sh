#!/bin/sh
# Starts PostgreSQL. The first start of a container creates the cluster and the database. Testcontainers waits until the
# log says twice that the server is ready, because the official image starts it twice. So this script logs that line too.
set -eu
export PATH=/opt/pg/bin:$PATH PGDATA=/var/lib/postgresql/data
user=${POSTGRES_USER:-postgres}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  echo "${POSTGRES_PASSWORD:?}" > /tmp/password
  initdb -U "$user" --pwfile=/tmp/password --auth-host=scram-sha-256 --auth-local=trust
  rm /tmp/password
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  echo "host replication all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  if [ "${POSTGRES_DB:-postgres}" != postgres ]; then
    # in single-user mode, since the binaries do not include psql
    echo "CREATE DATABASE \"$POSTGRES_DB\"" | postgres --single -D "$PGDATA" postgres
  fi
  echo "LOG:  database system is ready to accept connections (first start)"
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/tmp
