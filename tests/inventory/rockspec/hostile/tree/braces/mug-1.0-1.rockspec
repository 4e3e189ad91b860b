package = {"mug

1.0"
x}
}
