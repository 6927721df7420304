"""Repeats in four grades, one file a method. A run does this:

    prints.add(fingerprint(texts))                  dedup/prints.py    any batches, in any process (picklable), in order
    ranks = order(standings)                        cluster.py         who is best to keep
    hits = look_up(index, dumps, prints, texts)     index.py           repeats of earlier dumps (dedup/stored.py)
    found = find_matches(prints, texts, ranks, ...) dedup/match.py     exact and near as matches, contained as links
    clusters = cluster(found.matches, standings, found.kept)           cluster.py

From the bottom: words.py (texts as hashed words and shingles), minhash.py (signatures, bands), candidates.py (who is
compared), compare.py and changes.py (what two texts share and how they differ), exact.py, contained.py, match.py.
`texts` is a `model.Texts`: texts are read again by number, a few hundred at a time, only to verify. What is held of a
record is about half a kilobyte. `found.limits_hit` belongs into run.json. Signatures are datasketch's (minhash.py).
"""
