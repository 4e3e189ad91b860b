go 1.21

require code.example/birch main

require (
	code.example/oak v1.4.0
	code.example/elm/v8 v8.x // indirect
	code.example/ash latest
)

replace code.example/ash => code.example/fork/ash v0.3.0

requir (
	code.example/reed v1.0.0
	code.example/sedge v1.0.0
)
