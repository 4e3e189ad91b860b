package = "../up"
version = "1.0-1"
