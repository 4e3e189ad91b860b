Gem::Specification.new "words", "1.0.0" do |s|
  s.name = "words"
  s.version = Gem::Version.new("1.0.0")
  s.licenses = %w[MIT Ruby]
end
