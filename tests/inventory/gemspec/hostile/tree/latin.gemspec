Gem::Specification.new do |s|
  s.name = "latiné"
end
