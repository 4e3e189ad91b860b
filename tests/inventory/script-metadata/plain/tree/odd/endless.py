# /// script
# dependencies = ["endless"]
import x
# ///
