#!/bin/sh
# For the official image of PostgreSQL: runs once, on an empty data folder.
set -eu
psql -U "$POSTGRES_USER" -d postgres -v silo_password="$SILO_PASSWORD" -v gateway_password="$GATEWAY_PASSWORD" \
  -f /deploy/roles.sql
