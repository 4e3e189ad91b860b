package = "mug"
--[[ never ends
version = "1.0-1"
