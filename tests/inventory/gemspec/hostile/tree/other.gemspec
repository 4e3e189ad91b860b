Gem::Specification.new do |spec|
  s.name = "other"
  s.version = "1.0"
end
