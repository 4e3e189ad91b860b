module mill.example/mill

go 1.22

require (
	mill.example/flour v0.1.0
	gears.example/gears v1.2.0
)

replace gears.example/gears v1.2.0 => old.example/gears v1.2.1
