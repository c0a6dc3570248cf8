"""A year of a real shop, settled: the main job of fenxiao from end to end."""
