"""The rules of one member by subject; simulation/member.py puts them in order.  Plain scalar Python, which compiled.py compiles."""
