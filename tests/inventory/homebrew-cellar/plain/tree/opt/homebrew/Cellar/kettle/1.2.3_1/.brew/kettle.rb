class Kettle < Formula
  desc "Boils water"
  homepage "https://kettle.example"
  url "https://kettle.example/kettle-1.2.3.tar.gz"
  # license "not this one"
  license "Apache-2.0" # since 1.0
  revision 1

  def install
    system "make", "install"
  end
end
