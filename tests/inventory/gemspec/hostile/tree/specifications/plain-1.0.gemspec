Gem::Specification.new do |s|
  s.name = "plain"
  s.version = "1.0"
  s.licenses = ["MIT"