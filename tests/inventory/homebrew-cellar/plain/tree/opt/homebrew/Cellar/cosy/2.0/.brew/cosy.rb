class Cosy < Formula
  license :public_domain
end
