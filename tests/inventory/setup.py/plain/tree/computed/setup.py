from setuptools import setup

with open("needs.txt") as file:
    needs = file.read().splitlines()
setup(name="computed", install_requires=needs)
