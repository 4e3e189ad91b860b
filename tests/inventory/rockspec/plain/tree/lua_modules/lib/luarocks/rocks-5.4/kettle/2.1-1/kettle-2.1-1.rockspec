package = "Kettle"
version = "2.1-1"
description = { license = "MIT/X11" }
dependencies = { "lua >= 5.1", "lid" }
