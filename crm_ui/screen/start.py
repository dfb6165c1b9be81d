"""How a screen is started: the command of a browser that shows nothing else, and the unit that keeps it running. Texts to copy; docs/screens.md shows the same."""

KIOSK = """chromium --kiosk --noerrdialogs --disable-session-crashed-bubble --disable-infobars --incognito --no-first-run \\
  --check-for-update-interval=31536000 "{address}"
"""
UNIT_FILE = "~/.config/systemd/user/barometre-screen.service"
ENABLE = "systemctl --user enable --now barometre-screen"
UNIT = """[Unit]
Description=Baromètre Client, office screen
PartOf=graphical-session.target
After=graphical-session.target

[Service]
Environment="URL={server}"
Environment="VIEW={query}"
ExecStartPre=/bin/sh -c 'until curl -fso /dev/null "$URL/health"; do sleep 2; done'
ExecStart=/bin/sh -c 'exec chromium --kiosk --noerrdialogs --disable-session-crashed-bubble --incognito --no-first-run "$URL/screen?$VIEW"'
TimeoutStartSec=infinity
Restart=always
RestartSec=5

[Install]
WantedBy=graphical-session.target
"""


def address(server: str, query: str) -> str:
    """The address of a screen; `server` without a slash at its end."""
    return f"{server}/screen?{query}" if query else f"{server}/screen"


def kiosk(server: str, query: str) -> str:
    """The command line."""
    return KIOSK.format(address=address(server, query))


def unit(server: str, query: str) -> str:
    """The systemd unit, in which a percent sign is written twice."""
    return UNIT.format(server=server.replace("%", "%%"), query=query.replace("%", "%%"))
