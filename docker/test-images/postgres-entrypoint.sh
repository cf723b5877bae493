#!/bin/sh
# As the official image: a first start on local connections makes the database, the second one is for clients.
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
    # single-user mode, since the binaries come without psql
    echo "CREATE DATABASE \"$POSTGRES_DB\"" | postgres --single -D "$PGDATA" postgres
  fi
  echo "LOG:  database system is ready to accept connections (first start)"
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/tmp
