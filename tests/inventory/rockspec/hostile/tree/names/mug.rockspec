package = "mug"
version = "1 0"
dependencies = { "../x", "", "spoon == 1.0 == 2", { "deep" } }
