# the recipe
