a kettle { "boils" }
