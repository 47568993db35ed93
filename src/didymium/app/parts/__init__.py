"""Parts of a review that are there only where their tables are: each from the core's results to a section and its findings."""
