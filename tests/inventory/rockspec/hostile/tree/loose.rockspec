package = computed()
dependencies = { "kettle" }
