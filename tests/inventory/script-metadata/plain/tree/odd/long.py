# /// script
# dependencies = [
#   "first",
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 0
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 1
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 2
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 3
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 4
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 5
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 6
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 7
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 8
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 9
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 10
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 11
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 12
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 13
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 14
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 15
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 16
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 17
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 18
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 19
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 20
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 21
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 22
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 23
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 24
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 25
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 26
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 27
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 28
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 29
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 30
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 31
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 32
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 33
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 34
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 35
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 36
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 37
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 38
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 39
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 40
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 41
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 42
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 43
#   # waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves waves 44
#   "last==9",
# ]
# ///
