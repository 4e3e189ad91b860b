Gem::Specification.new do |s|
  s.name = 'added'
  s.version = '1.0'
  s.licenses = ["MIT"] # more below
  s.licenses << "Zlib"
end
