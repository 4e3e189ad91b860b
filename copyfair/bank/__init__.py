"""What a bank says came in, and which document it pays. Import from the modules: a notice needs only the references."""
