#!/bin/sh
# Run once by the PostgreSQL image, when its folder is new: a role and a database of Ticket Desk's
# own, with the password that stands in its address.
set -eu

url=$(cat "${TICKETDESK_DATABASE_URL_FILE:-/run/secrets/ticketdesk_database_url}")
password=${url#*://*:}
password=${password%%@*}

psql --set=ON_ERROR_STOP=1 --set=password="$password" \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
create role ticketdesk login password :'password';
create database ticketdesk owner ticketdesk;
revoke connect on database ticketdesk from public;
SQL
