[Package]
name: "pot"
version: "0.1.0"
license: "BSD"

[Deps]
Requires: "nim >= 0.9, lid"
