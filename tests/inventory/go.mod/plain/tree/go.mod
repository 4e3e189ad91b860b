module code.example/cart // the project

go 1.22.1

toolchain go1.23.4

require code.example/axle v1.4.0

require (
	code.example/Grease/v2 v2.0.0-20240101000000-0123456789ab // indirect
	code.example/hub v1.0.0
	"code.example/local" v0.0.0
)

replace (
	code.example/hub v1.0.0 => code.example/fork/hub v1.0.1
	code.example/local => ./parts/local
)

exclude code.example/axle v1.3.0
