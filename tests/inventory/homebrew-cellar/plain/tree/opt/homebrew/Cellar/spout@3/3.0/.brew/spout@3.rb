class SpoutAT3 < Formula
  license any_of: [
    "MIT",
    "GPL-2.0-or-later",
  ]
end
