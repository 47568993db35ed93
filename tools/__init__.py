"""What the project ships is made here, from code, tables and facts; none of it is part of the package."""
