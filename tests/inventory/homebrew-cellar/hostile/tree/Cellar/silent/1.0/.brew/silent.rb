class Silent < Formula
end
