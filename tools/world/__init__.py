"""Make the shipped ``world`` chain from a folder of graded facts and the assumptions in these modules.

    python -m tools.world FACTS src/didymium/chain/world

Every row carries the source, year and grade of the fact behind it; what no fact supports is graded *assumed* and
says why. The same facts give the same files.
"""
