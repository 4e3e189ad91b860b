#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Builds the boat."""
import os
from setuptools import find_packages, setup

HERE = os.path.dirname(__file__)
NEEDS = [
    "oar>=2",
    "rudder==1.5; python_version<'4'",
]
TESTS = ["plumb"]
TESTS.append("level")
VERSION = "2.1"

setup(
    name="boathouse",
    version=VERSION,
    license="MPL-2.0",
    classifiers=["License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)"],
    packages=find_packages(),
    install_requires=NEEDS,
    tests_require=TESTS,
    extras_require={
        "sail": ["canvas"],
        ":sys_platform == 'win32'": "anchor",
        "dev": ["caulk", "boathouse[sail]", os.environ.get("MORE", "tar")],
    },
)
