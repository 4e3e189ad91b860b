# /// script
# dependencies = ["buoy"]
# ///
