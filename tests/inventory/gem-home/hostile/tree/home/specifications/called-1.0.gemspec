Gem::Specification.new do |s|
  s.name = "other".freeze
  s.version = "1.0"
  s.licenses = ["MIT".freeze]
end
