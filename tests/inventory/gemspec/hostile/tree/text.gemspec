this is no specification
