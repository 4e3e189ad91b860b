# /// script
# dependencies = "moon"
# ///
