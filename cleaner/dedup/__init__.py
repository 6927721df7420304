"""Repeats in four grades, one file a method. A run does this:

    prints = join([fingerprint(texts), ...])        dedup/prints.py    any batches, in any process (picklable), in order
    ranks = order(standings)                        cluster.py         who is best to keep
    found = find_matches(prints, texts, ranks)      dedup/match.py     exact and near as matches, contained as links
    clusters = cluster(found.matches, standings)    cluster.py

`texts` is a `model.Texts`: texts are read again by number, a few hundred at a time, only to verify. What is held of a
record is about half a kilobyte. `found.limits_hit` belongs into run.json. Signatures are datasketch's (minhash.py).
"""
