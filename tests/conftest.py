"""Settings of the suite."""

from hypothesis import settings

# Time is not what these tests are about, and a busy machine would fail them: no deadline an example.
# Derandomized: the same examples each run, so that a green suite stays green until the code changes.
settings.register_profile("cleaner", deadline=None, derandomize=True)
settings.load_profile("cleaner")
