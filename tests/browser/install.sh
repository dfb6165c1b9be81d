#!/bin/sh
# An installed Chrome or Chromium is used; as root on Debian the one without windows is installed, which takes a fifth less; otherwise the browser tests skip and say so.
for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-dejavu-core; } >/dev/null 2>&1 ||
    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null 2>&1 ||
    echo "Chromium could not be installed: the browser tests will be skipped."
else
  echo "No Chrome or Chromium here: the browser tests will be skipped."
fi
