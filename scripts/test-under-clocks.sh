#!/usr/bin/env bash
# The suite on other days, hours, zones and locales: nothing in it may depend on those of the machine.
# Needs `faketime` (package faketime of Debian and Ubuntu). Further arguments go to vitest.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v faketime >/dev/null || { echo 'Install faketime first: apt-get install faketime'; exit 2; }
# Only the calendar is moved: how long something takes is still measured by the true clock.
export FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1

# Each case shifts several things at once, so that four runs cover them all.
cases=(
  'Sunday, Chinese|2026-11-22 10:00:00|Asia/Shanghai|zh_CN.UTF-8'
  'weekday before midnight in China|2026-11-25 23:59:00|Asia/Shanghai|C'
  '29 February|2028-02-29 12:00:00|UTC|C'
  '31 December, half an hour off|2026-12-31 23:30:00|America/St_Johns|C.UTF-8'
)
failed=()
for one in "${cases[@]}"; do
  IFS='|' read -r name at zone locale <<<"$one"
  [[ -z ${ONLY_CLOCK:-} || $name == *"$ONLY_CLOCK"* ]] || continue
  echo "── $name: $at, TZ=$zone, LANG=$locale"
  # A distance, not an instant: every process begins anew at an instant, and those of one test would be at odds.
  distance=$(($(TZ=$zone date -d "$at" +%s) - $(date +%s)))
  TZ=$zone LANG=$locale LC_ALL=$locale faketime -f "$(printf '%+d' "$distance")" npx vitest run "$@" || failed+=("$name")
done
if ((${#failed[@]} > 0)); then
  printf 'Failed under: %s\n' "${failed[@]}"
  exit 1
fi
echo 'Passed under every clock.'
