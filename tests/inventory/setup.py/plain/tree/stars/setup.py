from distutils.core import setup
about = {"name": "stars"}
setup(**about)
