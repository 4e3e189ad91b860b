import setuptools

setuptools.setup(name="beside", install_requires=open("requirements.txt").read().splitlines())
