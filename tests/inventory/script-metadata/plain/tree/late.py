import moon
# /// script
# dependencies = ["late"]
# ///
