"""Turns dumps of scraped pages into a clean, deduplicated JSONL corpus, and accounts for every cut."""
