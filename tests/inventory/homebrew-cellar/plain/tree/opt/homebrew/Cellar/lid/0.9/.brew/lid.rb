class Lid < Formula
  license all_of: ["BSD-3-Clause", { "GPL-3.0-or-later" => { with: "GCC-exception-3.1" } }]
end
