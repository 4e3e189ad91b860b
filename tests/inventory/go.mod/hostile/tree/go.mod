module code.example/cart
require (
	code.example/axle
	../up v1.0.0
	code.example/nut v1.0.0
	code.example/bolt latest
