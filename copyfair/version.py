"""The version, as a constant: asking the installation for it costs start-up time."""

VERSION = "0.1.0"
TOOL = f"copyfair {VERSION}"
