Gem::Specification.new do |s|
  s.name = "partly"
  s.version = "1.0" # comment
  s.licenses = ["MIT", OTHER]
end
