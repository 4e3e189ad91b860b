def setup(name):
    return name


setup(name="no distribution")
