module mill.example/flour

go 1.22
