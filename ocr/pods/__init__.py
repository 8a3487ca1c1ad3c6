"""Stand-ins for pods of TensorFlow Serving, for development and tests only: production runs the real one."""
