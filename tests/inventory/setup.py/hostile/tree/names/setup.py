from setuptools import setup
setup(name="<script>", version="1 0", license=3, install_requires=["ok", "no!", 3], extras_require=["odd"], classifiers="License :: OSI Approved :: MIT License")
