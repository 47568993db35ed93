"""The use cases: one file and one function per public verb. Only this room joins the core and the shell."""
