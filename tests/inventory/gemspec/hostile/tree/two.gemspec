Gem::Specification.new "two" do |s|
  if old
    s.version = "1.0"
  else
    s.version = "2.0" + suffix
  end
  s.licenses = %w[MIT
    Zlib]
end
