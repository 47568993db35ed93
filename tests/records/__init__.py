"""Records: scope, approvals, audit chain, faults."""
