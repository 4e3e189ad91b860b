version = "1 0"
requires "https://code.example/x", "../up", "ok == 1.0"
requires foo
