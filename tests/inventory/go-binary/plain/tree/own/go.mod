module mill.example/own

go 1.22
