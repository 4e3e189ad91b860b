Gem::Specification.new do |s|
  s.name = "twice"
  s.version = "1.0.0"
  s.license = "MIT"
  s.license = "GPL-3.0-only" if ENV["PAID"]
end
