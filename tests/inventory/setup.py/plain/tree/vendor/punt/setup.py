from distutils.core import setup
setup(name="punt", version="0.3", license="BSD", install_requires=open("needs.txt"))
