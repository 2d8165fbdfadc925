#!/bin/sh
# Temporal's databases: made when missing, their schemas brought to the version of this image. SQL_PASSWORD is read
# by the tool. `create` and `setup-schema` find their own work at later starts.
set -eu

prepare() {
  tool="temporal-sql-tool --plugin postgres12 --ep postgresql -p 5432 -u temporal --db $1"
  $tool create
  $tool setup-schema -v 0.0
  $tool update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

prepare temporal temporal
prepare temporal_visibility visibility
