# -*- encoding: utf-8 -*-
# stub: moss 2.1.0 ruby lib

Gem::Specification.new do |s|
  s.name = "moss".freeze
  s.version = "2.1.0"

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.licenses = ["Ruby".freeze, "BSD-2-Clause".freeze]

  if s.respond_to? :add_runtime_dependency then
    s.add_runtime_dependency(%q<fern>.freeze, [">= 0".freeze])
    s.add_development_dependency(%q<rake>.freeze, [">= 0".freeze])
  else
    s.add_dependency(%q<fern>.freeze, [">= 0".freeze])
    s.add_dependency(%q<rake>.freeze, [">= 0".freeze])
  end
end
