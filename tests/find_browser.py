"""Finds a Chromium for the browser tests; `--install` gets Debian's when there is none and we are root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HINT = (
    "no Chromium found: install one (Debian: apt-get install chromium fonts-noto-cjk) or set PARLEY_BROWSER=/path/to/it"
)


def find_browser() -> str | None:
    """Find a browser: `PARLEY_BROWSER`, else the first known name on the path."""
    named = os.environ.get("PARLEY_BROWSER")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def install_browser() -> None:
    """Install Debian's Chromium and fonts for Chinese."""
    quiet = {"stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"], check=True, **quiet)


if __name__ == "__main__":
    is_root_on_debian = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    if find_browser() is None and "--install" in sys.argv and is_root_on_debian:
        sys.stderr.write("installing chromium\n")
        install_browser()
    if find_browser() is None:
        sys.exit(HINT)
