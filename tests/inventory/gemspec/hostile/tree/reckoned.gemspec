Gem::Specification.new do |s|
  s.name = "computed"
  s.version = "1.0.0"
  s.license = File.read("LICENSE").lines.first
end
