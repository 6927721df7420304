"""HTML pages: what the markup says of each block, its votes, and the articles that it holds."""
