Gem::Specification.new do |s|
  s.name = "moss"
  s.version = Moss::VERSION
end
