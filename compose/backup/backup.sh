#!/bin/sh
# What a new Bastion cannot get anywhere else, as one archive a day: compose/ with inventory, rules, certificates and
# secrets but without the CA's key, Grafana's database, Alertmanager's silences. Metrics, logs and traces are not in it.
#
#   backup.sh schedule   an archive a day, for ever          backup.sh once      one now, with its metrics
#   backup.sh archive    one now, and nothing else           backup.sh healthy   did the last one go well?
set -eu
umask 077

here=$(cd "$(dirname "$0")" && pwd)
source=${BACKUP_SOURCE:-/source}
target=${BACKUP_TARGET:-/backups}
textfile=${BACKUP_TEXTFILE:-/textfile}/bastion_backup.prom
hour_due=${BACKUP_HOUR:-3}
keep=${BACKUP_KEEP:-14}

say() {
  echo "backup: $*" >&2
}

die() {
  say "$*"
  exit 1
}

# Everything of compose/ but the archives themselves, wherever they are mounted from, and the CA's key.
copy_compose() {
  mkdir compose compose/pki compose/pki/ca
  chmod "$(stat -c %a "$source/compose/pki")" compose/pki
  for entry in "$source"/compose/* "$source"/compose/.[!.]*; do
    if [ ! -e "$entry" ] || [ "$entry" -ef "$target" ]; then continue; fi
    case ${entry##*/} in
      pki | backups) ;;
      *) cp -Rp "$entry" compose/ ;;
    esac
  done
  for entry in "$source"/compose/pki/*; do
    if [ -e "$entry" ] && [ "${entry##*/}" != ca ]; then cp -Rp "$entry" compose/pki/; fi
  done
  for name in ca.crt ca.crl; do
    if [ -e "$source/compose/pki/ca/$name" ]; then cp -p "$source/compose/pki/ca/$name" compose/pki/ca/; fi
  done
}

# A copy of the file alone could be half of a transaction.
copy_grafana() {
  mkdir grafana
  node "$here/copy-sqlite.ts" "$source/grafana/grafana.db" grafana/grafana.db
  chown "$(stat -c %u:%g "$source/grafana/grafana.db")" grafana/grafana.db
  chmod 640 grafana/grafana.db
}

# Alertmanager replaces both by rename, so that each is whole; neither is there in its first quarter of an hour.
copy_alertmanager() {
  mkdir alertmanager
  for name in silences nflog; do
    if [ -e "$source/alertmanager/$name" ]; then cp -p "$source/alertmanager/$name" alertmanager/; fi
  done
}

# Reads back what was written: every byte of it, and no key of the CA.
check() {
  mkdir "$2"
  tar -xzf "$1" -C "$2"
  (cd "$2" && sha256sum -c MANIFEST >/dev/null) || die "Cannot use the archive: what was written is not what was read"
  if find "$2" -name ca.key | grep -q .; then die "Cannot keep the archive: the CA's key is in it"; fi
}

prune() {
  kept=0
  for old in $(ls -r "$target" | grep '^farwatch-[0-9TZ]*\.tar\.gz$'); do
    kept=$((kept + 1))
    if [ "$kept" -gt "$keep" ]; then rm -f "$target/$old"; fi
  done
}

archive() {
  find "$target" -maxdepth 1 -name '.stage.*' -mtime +0 -exec rm -rf {} + # of a run that was killed a day ago
  stage=$(mktemp -d "$target/.stage.XXXXXX")
  trap 'rm -rf "$stage"' EXIT
  trap 'exit 130' HUP INT TERM
  mkdir "$stage/tree"
  cd "$stage/tree"
  copy_compose
  copy_grafana
  copy_alertmanager
  find . -type f -exec sha256sum {} + >../MANIFEST
  mv ../MANIFEST .
  tar -czf "$stage/archive" -C "$stage/tree" .
  check "$stage/archive" "$stage/check"
  name=farwatch-$(date -u +%Y%m%dT%H%M%SZ).tar.gz
  mv "$stage/archive" "$target/$name"
  prune
  say "wrote $name, $(wc -c <"$target/$name") bytes"
}

# The value of a metric in the file of the last run; 0 without one.
told() {
  { sed -n "s/^$1 //p" "$textfile" 2>/dev/null || :; } | grep . || echo 0
}

# node_exporter may read at any moment: the file is whole or the one before. $1: the exit code.
tell() {
  success=$(told bastion_backup_last_success_timestamp_seconds)
  size=$(told bastion_backup_last_size_bytes)
  if [ "$1" -eq 0 ]; then
    success=$(date +%s)
    newest=$(ls -r "$target" | grep -m 1 '^farwatch-[0-9TZ]*\.tar\.gz$')
    size=$(($(wc -c <"$target/$newest")))
  fi
  cat >"$textfile.new" <<EOF
# HELP bastion_backup_last_success_timestamp_seconds When the last good archive was finished.
# TYPE bastion_backup_last_success_timestamp_seconds gauge
bastion_backup_last_success_timestamp_seconds $success
# HELP bastion_backup_last_size_bytes Size of the last good archive.
# TYPE bastion_backup_last_size_bytes gauge
bastion_backup_last_size_bytes $size
# HELP bastion_backup_last_exit_code How the last run ended: 0 is well.
# TYPE bastion_backup_last_exit_code gauge
bastion_backup_last_exit_code $1
EOF
  chmod 644 "$textfile.new"
  mv "$textfile.new" "$textfile"
}

# The edge notices when this stops coming. That it cannot be told is no failure of the backup.
ping_edge() {
  if [ -z "${BACKUP_HEARTBEAT_URL:-}" ]; then return 0; fi
  node "$here/heartbeat.ts" "$BACKUP_HEARTBEAT_URL" "${BACKUP_HEARTBEAT_PKI:?}" "$1" "${BACKUP_HEARTBEAT_CA:-}" ||
    say "the edge was not told"
}

# A process of its own, for `set -e` sleeps in whatever is tested by || or if.
once() {
  status=0
  sh "$0" archive || status=$?
  tell "$status"
  if [ "$status" -eq 0 ]; then ping_edge ok; else ping_edge fail; fi
  return "$status"
}

# After the hour (UTC), until there is an archive of today: a machine that was off at three makes up for it.
due() {
  hour=$(date -u +%H)
  if [ "${hour#0}" -lt "$hour_due" ]; then return 1; fi
  ! ls "$target" | grep -q "^farwatch-$(date -u +%Y%m%d)T"
}

schedule() {
  trap 'exit 0' HUP INT TERM
  while :; do
    if due; then once || say "failed; next try in ten minutes"; fi
    sleep 600 &
    wait $!
  done
}

healthy() {
  [ "$(told bastion_backup_last_exit_code)" -eq 0 ]
}

case ${1:-} in
  archive | once | schedule | healthy) "$1" ;;
  *)
    echo "usage: backup.sh archive|once|schedule|healthy" >&2
    exit 2
    ;;
esac
