Gem::Specification.new do |s|
  s.name = "#{`touch /tmp/run`}inside"
  s.version = "1.0#{0}"
  s.licenses = ["MIT", licence_of_the_day]
  s.add_dependency name_of_the_day
end
