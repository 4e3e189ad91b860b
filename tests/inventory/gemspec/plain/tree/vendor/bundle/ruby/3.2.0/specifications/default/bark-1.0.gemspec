Gem::Specification.new do |s|
  s.name = %q{bark}
  s.version = Gem::Version.new("1.0")
  s.license = %q{MIT}
end
