"""From a source to its pages, one file a format."""
