# flour
