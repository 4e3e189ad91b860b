-- made by hand for a test
--[[ package = "not this"
     license = "nor this" ]]
local release = "1.2"
rockspec_format = "3.0"
package = "bakery"
version = release .. "-1"
source = { url = "git://code.example/" .. package .. ".git", tag = (release == "dev") and "main" or nil }
description = {
   summary = 'Bread "with" quotes',
   detailed = [==[
      license = "nor that" ]]
   ]==],
   license = "MIT";
}
dependencies = {
   "lua >= 5.1, < 5.5",
   "kettle == 2.1-1", -- "not-this"
   "example/oven ~> 1.0",
   platforms = { windows = { "only-there" } },
   "sieve" .. "s",
}
build_dependencies = { "mould = 0.3-1" }
test_dependencies = { 'taster' }
