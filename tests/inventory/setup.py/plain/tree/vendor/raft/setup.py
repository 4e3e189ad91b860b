import distutils
print "of long ago"
