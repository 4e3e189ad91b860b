Gem::Specification.new do |s|
  s.name = ["com", "puted"].join
  s.version = "1.#{minor}"
  s.license = ENV["LICENSE"] || "MIT"
  s.add_dependency name_of("it"), "1.0"
  s.add_dependency "<script>alert(1)</script>"
end
