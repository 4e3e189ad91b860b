# /// script
# dependencies = ["moon<3"]
# ///
import moon
