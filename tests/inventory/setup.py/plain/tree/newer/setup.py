from setuptools import setup

setup(name="old", license="MIT", install_requires=["gone"], setup_requires=["adze"])
