TEXT = """
# /// script
# dependencies = ["quoted"]
# ///
"""
