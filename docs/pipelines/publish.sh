#!/bin/sh
# Fetch the main branch, build what is approved, seal it and make it live. Run it on the publishing machine: behind
# `tasks.py listen` after each push, and from a timer for what time alone changes. Copy it and fill in the folders.
#   ENGINE       this program, with `make setup` done     SITE      a clone of the content repository
#   OUTPUT       where to build, outside SITE             RELEASES  where the web server's live/ lies
#   CONGMO_ROOTS the roots file                           CONGMO_RELEASE_KEY  the release key
# What was published last lies beside OUTPUT: keep it where only this machine writes.
set -eu
: "${ENGINE:=/opt/cong-mo}" "${SITE:=/srv/portals/site}" "${OUTPUT:=/srv/portals/build/output}" "${RELEASES:=/srv/portals}"
: "${CONGMO_ROOTS:=/etc/cong-mo/roots}" "${CONGMO_RELEASE_KEY:=/etc/cong-mo/release}"
export CONGMO_ROOTS CONGMO_RELEASE_KEY

git -C "$SITE" fetch --quiet origin main
git -C "$SITE" reset --quiet --hard FETCH_HEAD
found=0
"$ENGINE/.venv/bin/python" "$ENGINE/tasks.py" --site "$SITE" build --settings "$ENGINE/publishconf.py" --output "$OUTPUT" || found=$?
test "$found" -le 1  # 1: some page keeps its last approved version. That is reported, and the rest goes live
"$ENGINE/.venv/bin/python" "$ENGINE/tasks.py" --site "$SITE" publish --output "$OUTPUT" --releases "$RELEASES" --changed
exit "$found"
