#!/bin/sh
# Puts back what backup.sh has saved: compose/, grafana/ and alertmanager/ of an archive into folders of these names.
#
#   restore.sh [--force] [--only PART]... ARCHIVE|latest
#
# It verifies the archive before it touches anything. Files that differ from those of the archive are overwritten only
# with --force; files that the archive does not know stay. Stop Grafana and Alertmanager first.
set -eu
umask 077

backups=${BACKUP_TARGET:-/backups}
target=${RESTORE_TARGET:-/restore}
LISTED=10

die() {
  echo "restore: $*" >&2
  exit 1
}

usage() {
  echo "usage: restore.sh [--force] [--only compose|grafana|alertmanager]... ARCHIVE|latest" >&2
  exit 2
}

# Where the archive lies, by path, by name, or as the newest.
find_archive() {
  name=$1
  if [ "$name" = latest ]; then
    name=$(ls -r "$backups" | grep -m 1 '^farwatch-[0-9TZ]*\.tar\.gz$') || die "Cannot find an archive in $backups"
  fi
  for path in "$name" "$backups/$name"; do
    if [ -f "$path" ]; then
      echo "$path"
      return
    fi
  done
  die "Cannot find \"$name\", neither here nor in $backups"
}

# Unpacks into the folder $2 what is exactly what backup.sh put in: nothing more, nothing less, nothing changed.
unpack() {
  gzip -t "$1" 2>/dev/null && tar -tvzf "$1" >"$2.names" 2>/dev/null || die "Cannot restore $1: it is damaged"
  if grep -qv '^[d-]' "$2.names"; then die "Cannot restore $1: it holds what is neither file nor folder"; fi
  tar -tzf "$1" >"$2.names"
  if grep -qE '^/|(^|/)\.\.(/|$)' "$2.names"; then die "Cannot restore $1: a path in it leads out of it"; fi
  mkdir "$2"
  tar -xpzf "$1" -C "$2" || die "Cannot unpack $1"
  cd "$2"
  if [ ! -f MANIFEST ] || ! sha256sum -c MANIFEST >/dev/null 2>&1; then
    die "Cannot restore $1: its files are not those of its manifest"
  fi
  sed 's/^[0-9a-f]* [ *]//' MANIFEST | sort >../listed
  find . -type f ! -path ./MANIFEST | sort | cmp -s - ../listed ||
    die "Cannot restore $1: it holds files beside those of its manifest"
}

# Files of the chosen parts that are there already, and are different.
conflicts() {
  for part in $parts; do
    if [ -d "$part" ]; then find "$part" -type f; fi
  done | while IFS= read -r file; do
    if [ -e "$target/$file" ] && ! cmp -s "$file" "$target/$file"; then echo "$file"; fi
  done
}

# The folder of a part is a volume's or the clone's: what is in it is put back, it itself keeps its owner.
put_back() (
  cd "$1"
  set --
  for entry in ./* ./.[!.]*; do
    if [ -e "$entry" ]; then set -- "$@" "$entry"; fi
  done
  if [ $# -eq 0 ]; then return 0; fi
  tar -cf "$stage/part" "$@"
  mkdir -p "$target/$part"
  tar -xpf "$stage/part" -C "$target/$part"
)

parts=
force=no
archive=
while [ $# -gt 0 ]; do
  case $1 in
    --force) force=yes ;;
    --only)
      case ${2:-} in
        compose | grafana | alertmanager) parts="$parts $2" ;;
        *) usage ;;
      esac
      shift
      ;;
    -*) usage ;;
    *)
      if [ -n "$archive" ]; then usage; fi
      archive=$1
      ;;
  esac
  shift
done
if [ -z "$archive" ]; then usage; fi
parts=${parts:-compose grafana alertmanager}

archive=$(find_archive "$archive")
case $archive in /*) ;; *) archive=$(pwd)/$archive ;; esac
stage=$(mktemp -d "${TMPDIR:-/tmp}/restore.XXXXXX")
trap 'rm -rf "$stage"' EXIT
trap 'exit 130' HUP INT TERM
unpack "$archive" "$stage/tree"

conflicts >"$stage/conflicts"
if [ "$force" = no ] && [ -s "$stage/conflicts" ]; then
  sed "${LISTED}q" "$stage/conflicts" | sed 's/^/restore:   /' >&2
  die "Cannot restore without --force: $(($(wc -l <"$stage/conflicts"))) of the files are there already and differ"
fi

for part in $parts; do
  if [ ! -d "$part" ]; then continue; fi
  put_back "$part"
  # A journal of the database that was there would be played into the one that is there now.
  if [ "$part" = grafana ]; then
    rm -f "$target/grafana/grafana.db-journal" "$target/grafana/grafana.db-wal" "$target/grafana/grafana.db-shm"
  fi
  echo "restore: $part is back in $target/$part"
done
