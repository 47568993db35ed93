"""What is made from the code and the tables: pages of the docs, descriptors of the shipped chains."""
