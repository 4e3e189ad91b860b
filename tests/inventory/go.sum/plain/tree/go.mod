module code.example/cart

go 1.16

require code.example/axle v1.4.0
