"""What the workers know of the pods at this moment: told to Valkey every second, and read from there.

Workers own a pool of pods each, and no other process sees it. So each publishes what it knows under a key of
a short life (`publisher`), and whoever shows it merges what all of them said (`board`, `merging`). It is
news and no record: it may get lost, and nothing waits for it.
"""
