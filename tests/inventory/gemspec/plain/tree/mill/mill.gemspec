# frozen_string_literal: true

lib = File.expand_path("lib", __dir__)
require "mill/version"

Gem::Specification.new do |spec|
  spec.name          = "mill" # as the folder
  spec.version       = Mill::VERSION
  spec.authors       = ["The mill"]
  spec.summary       = %q{A mill; its licence = "none of these"}
  spec.license       = 'PPL'   # a "word" more
  spec.files         = `git ls-files`.split("\n")
  spec.add_dependency "grain", "~> 2.0"
  spec.add_runtime_dependency(%q<wheel>.freeze, ["= 1.0".freeze])
  if spec.respond_to? :specification_version then
    spec.add_development_dependency "rake"
  else
    spec.add_dependency("rake", [">= 0"])
  end
end
