# /// script
# dependencies = ["moon"]
# ///
import moon
