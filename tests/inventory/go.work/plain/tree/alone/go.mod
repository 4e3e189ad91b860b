module mill.example/alone

go 1.22

require gears.example/gears v1.2.0
