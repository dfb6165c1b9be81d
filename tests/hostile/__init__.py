"""Files, names, addresses and disks that mean harm: each is refused or shown as text, in words, and nothing is left half-written."""
