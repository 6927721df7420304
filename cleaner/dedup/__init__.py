"""Repeats in four grades, one file a method."""
