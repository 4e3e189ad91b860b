import setuptools
print "of long ago"
