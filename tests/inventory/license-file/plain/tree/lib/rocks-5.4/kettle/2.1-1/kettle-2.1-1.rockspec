package = "kettle"
version = "2.1-1"
