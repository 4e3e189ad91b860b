# frozen_string_literal: true

require_relative "lib/pine/version"

Gem::Specification.new do |spec|
  spec.name = "pine"
  spec.version = Pine::VERSION
  # spec.license = "Beerware"
  spec.licenses = [
    "MIT",
    "PPL",
  ]
  spec.files = Dir["lib/**/*"]
  spec.add_dependency "moss", "= 2.1.0" # not 2.2
  spec.add_dependency("fern", ">= 1", "< 3")
  # spec.add_dependency "gone"
  spec.add_development_dependency %q<reed>, ["~> 3.0"]
end
