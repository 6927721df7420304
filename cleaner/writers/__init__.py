"""From results to files, one file a format."""
