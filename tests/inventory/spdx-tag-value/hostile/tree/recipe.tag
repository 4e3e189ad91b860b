Loaf: rye
