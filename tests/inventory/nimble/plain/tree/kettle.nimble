# Package

version       = "0.3.0"
author        = "A. Cook"
description   = "Boils water"
license       = "Apache-2.0 OR MIT"
srcDir        = "src"

# Dependencies

requires "nim >= 1.6.0"
requires "steam == 1.2.0", "lid >= 0.1 & < 0.2",
         "spout#head"
requires(
  "cosy"
)

task brew, "Brews":
  exec "kettle"
