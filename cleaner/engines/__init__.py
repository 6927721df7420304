"""Where the work runs. Nothing outside this folder knows of it."""
